-- Whether answers were written since the last hand-in. The association may complete what it handed in: until it hands in
-- again, moderation reads and decides on the last revision.
alter table submission add column unsent boolean not null default true;
update submission set unsent = false where state not in ('draft', 'changes_requested');
