-- What of `actual` is not as `expected`; both are queries of (object, within, digest). What lies neither in a
-- schema of Kaboom nor on a table of it, and does not have the name of one of its functions, belongs to
-- somebody else. Of a table or view that is missing, the columns are not listed.
select coalesce(e.object, a.object) as object, case
    when a.object is null then 'missing'
    when e.object is null then 'not in the files'
    else 'differs'
end as state
from expected as e
full join actual as a on a.object = e.object
where a.within = 'database'
    or (
        e.object is not null
        and a.digest is distinct from e.digest
        and (
            a.object is not null
            or e.object not like 'column %'
            or e.within in (select o.object from actual as o)
        )
    )
    or (
        e.object is null
        and (
            a.within in (select o.within from expected as o)
            or a.within in (select o.object from expected as o)
        )
    )
