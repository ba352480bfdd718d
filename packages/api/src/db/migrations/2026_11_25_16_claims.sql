-- The process that is sending a mail, by the number whose lock it holds as long as it lives (see plugins/notices.ts);
-- null: it held none at that moment, and only its silence tells that it has died.
alter table delivery add column claimed_by integer;
