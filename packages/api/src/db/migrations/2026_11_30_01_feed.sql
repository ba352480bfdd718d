-- A copy proves itself: each record has a digest, and a filtered feed tells what leaves its filter.

-- RFC 8785 over what JSON.stringify wrote, which is canonical but for the order of members. Needed here alone: new rows
-- bring their digest with them.
create function canonical(value json) returns text language plpgsql immutable as $$
begin
  return case json_typeof(value)
    when 'object' then
      (select '{' || coalesce(string_agg(to_json(key)::text || ':' || canonical(member), ',' order by key collate "C"), '') || '}'
       from json_each(value) as m (key, member))
    when 'array' then
      (select '[' || coalesce(string_agg(canonical(member), ',' order by place), '') || ']'
       from json_array_elements(value) with ordinality as m (member, place))
    else value::text
  end;
end $$;

alter table document add column digest bytea;
-- no reader's text changes: nobody needs to be told
alter table document disable trigger document_changed;
update document set digest = sha256(convert_to(canonical(body::json), 'UTF8'));
alter table document enable trigger document_changed;
alter table document alter column digest set not null;
drop function canonical(json);

-- the digest of a whole feed, without a look at the rows: where current and … order by innovation_id
create index document_digest on document (innovation_id) include (from_audience, to_audience, digest) where current;

alter table feed_entry
  -- the facets that the record ever had for these readers; '*': its leaving is told to every filter
  add column known_facets text[] not null default '{}',
  -- the number at which it last became live
  add column since bigint;
-- until today nobody followed a filter: what left before is missed by nobody
update feed_entry e set since = e.seq, known_facets = array(
  select facet from document d, unnest(d.facets) as facet
  where d.innovation_id = e.id and d.current and d.from_audience <= e.audience and d.to_audience >= e.audience
    and facet ~ '^(association|category|department|public|region|stage|theme):'
  order by facet)
where e.state = 'updated';
alter table feed_entry
  alter column known_facets drop default,
  add constraint feed_entry_since check ((state = 'updated') = (since is not null));
-- a filtered feed: known_facets && array['theme:…']
create index feed_entry_known on feed_entry using gin (known_facets);

-- Whoever waits at the end of a feed is told, after the commit, that its head moved.
create function tell_feed() returns trigger language plpgsql as $$
begin
  perform pg_notify('essaim_feed', new.audience::text);
  return null;
end $$;
create trigger feed_moved after update of head on feed for each row execute function tell_feed();
