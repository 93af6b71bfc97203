-- A dump, a restore, and an accident. PGHOST, PGPORT, PGUSER and PGDATABASE say where the database is, DUMP where the dump goes.
insert into auth.users (id, email) values ('11111111-1111-4111-8111-111111111111', 'hanako@kaboom.example');
insert into portfolios (user_id, name, initial_capital) values ('11111111-1111-4111-8111-111111111111', 'main', 1000000);
\set original :DBNAME
\set restored :DBNAME _restored
create database :"restored";
\! pg_dump -Fc -f "$DUMP"
\! pg_restore --exit-on-error -d "${PGDATABASE}_restored" "$DUMP"
\connect :restored

-- What a dump does not hold, up brings back; then nothing is different, and every figure is sound.
\! DATABASE_URL="dbname=${PGDATABASE}_restored" kaboom up
select name, current_balance from portfolios;
select * from kaboom.drift();
select * from kaboom.verify_ledger();

-- An accident takes away a policy and a trigger.
drop policy "Users can manage own trades" on trades;
drop trigger reserve_for_order on trades;
select object, state from kaboom.drift();
\! DATABASE_URL="dbname=${PGDATABASE}_restored" kaboom up | grep healed
select object, state from kaboom.drift();
\connect :original
drop database :"restored";
