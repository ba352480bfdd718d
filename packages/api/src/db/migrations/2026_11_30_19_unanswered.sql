-- Whose move it is follows from the thread as well: the queue is sorted by it, so that it stands in the submission.

create function note_unanswered() returns trigger language plpgsql as $$
declare
  one uuid := coalesce(new.submission_id, old.submission_id);
  waits_since timestamptz;
begin
  select u.since into waits_since from unanswered_message u where u.submission_id = one;
  update submission set unanswered_since = waits_since
    where id = one and unanswered_since is distinct from waits_since;
  return null;
end $$;
create trigger message_unanswered after insert or update or delete on message
  for each row execute function note_unanswered();
create trigger thread_unanswered after insert or update or delete on thread
  for each row execute function note_unanswered();

-- A decision answers what was written before it.
create function answer_by_state() returns trigger language plpgsql as $$
begin
  new.unanswered_since := null;
  return new;
end $$;
create trigger answer_by_state before update of state_at on submission
  for each row when (old.state_at is distinct from new.state_at) execute function answer_by_state();

do $$
begin
  perform set_config('essaim.scope', 'all', true);
  update submission s set unanswered_since = u.since from unanswered_message u where u.submission_id = s.id;
  perform set_config('essaim.scope', '', true);
end $$;
