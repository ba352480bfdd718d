-- the letters that follow by themselves from what an association does: looked for at each minute by their dates
create index submission_handed_in on submission (submitted_at) where invitation_id is not null and submitted_at is not null;
create index innovation_version_made_public on innovation_version (published_at)
  where submission_id is not null and published_at is not null;
