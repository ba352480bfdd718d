-- What moderation said about an answer goes with the record that is erased.

alter function erase_innovation(uuid) rename to erase_record;

-- Empties what a registered record said, and what was said of it. It may be run again.
create function erase_innovation(erased uuid) returns void language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  scope_before text := coalesce(current_setting('essaim.scope', true), '');
  answered uuid[];
begin
  perform erase_record(erased);
  perform set_config('essaim.scope', 'all', true);
  select coalesce(array_agg(id), '{}') into answered from submission s
    where s.innovation_id = erased
      or s.id in (select submission_id from innovation_version where innovation_id = erased);
  update correction_point set reason = '—', proposed = null, kept_because = case when kept_because is not null then '—' end
    where submission_id = any (answered);
  update version_edit set before = 'null', after = 'null', reason = case when reason is not null then '—' end,
      refused_because = case when refused_because is not null then '—' end
    where innovation_id = erased;
  update message set body = '—' where submission_id = any (answered);
  update opinion set comment = null where submission_id = any (answered);
  update evaluation set scores = '{}', comment = null where submission_id = any (answered);
  -- letters about it, which say its title and what was asked
  update delivery set subject = '—', body = '—' where kind = 'notice' and about = any (erased || answered);
  perform set_config('essaim.scope', scope_before, true);
end $$;
revoke execute on function erase_innovation from public;
