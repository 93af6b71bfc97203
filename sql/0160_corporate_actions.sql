create index idx_applied_actions_action on public.applied_actions (action_id, state);
