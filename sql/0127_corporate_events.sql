create index idx_corporate_actions_in_force on public.corporate_actions (symbol, ex_date)
where is_in_force and not is_void;
