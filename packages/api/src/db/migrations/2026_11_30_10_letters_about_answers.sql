-- An association may be written to several times about one answer, and what is written can be taken back while it waits.

-- an automatic letter still goes once; a notice is about something as often as there is something to tell
drop index delivery_about;
create unique index delivery_about on delivery (kind, about, lower(recipient)) where about is not null and kind <> 'notice';
-- the letters about an answer: where about = $1 and kind = 'notice' order by id
create index delivery_notice_about on delivery (about, id) where about is not null and kind = 'notice';
