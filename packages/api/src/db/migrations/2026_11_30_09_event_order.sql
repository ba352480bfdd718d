-- Two that wait at once are sealed in the order in which they were added: who waits for a lock adds after who held it,
-- while ids follow the clock of the machine that made them.
alter table event_unsealed add column added bigint generated always as identity;
