-- Where pg_cron is installed. After installing it later, call the function by hand.
select kaboom.schedule_upkeep();
