create index idx_audit_user_created on public.audit_logs (user_id, created_at desc);

create index idx_audit_action on public.audit_logs (action, created_at desc);

create index idx_audit_resource on public.audit_logs (resource_type, resource_id);
