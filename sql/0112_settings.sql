create index idx_system_settings_updated_by on public.system_settings (updated_by)
where updated_by is not null;
