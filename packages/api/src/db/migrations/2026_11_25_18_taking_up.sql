-- An answer may say that it takes up what another association has described: « nous la reprenons ».
alter table submission add column takes_up uuid references innovation;
-- the answers that take a record up: where takes_up = $1
create index submission_takes_up on submission (takes_up) where takes_up is not null;
