-- Near what is known: which published records have a title like the one being typed.

-- where current and from_audience <= 'members' and to_audience >= 'members'
--   and (lower(title) % lower($1) or lower($1) <% lower(title)).
-- On the documents, not on innovation or submission: row-level security is looked at before an operator that might
-- leak, so that no index on a scoped table would be used; and only a document knows whether its readers see the title.
-- An association's own rows are few and found by innovation_association and submission_association.
create index document_title_trgm on document using gin (lower(card::json ->> 'title') gin_trgm_ops)
  where current and from_audience <= 'members' and to_audience >= 'members';
