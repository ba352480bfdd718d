-- What most submissions say is not looked up in the index of words, but in each submission that a list comes to.
create function submission_says(one uuid, asked tsquery) returns boolean language sql stable
  security definer set search_path = public, pg_temp as $$
  select exists (select from submission_words where submission_id = one and words @@ asked)
$$;
