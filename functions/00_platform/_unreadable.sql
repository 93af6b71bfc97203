-- Instead of kaboom.drift(), where that function or one that it calls was dropped.
select 'the fingerprint' as object, 'cannot be read' as state, false as known,
    'a function of functions/00_platform is missing; run up.' as advice;
