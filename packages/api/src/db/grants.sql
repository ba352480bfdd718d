-- What the application's role may do; it owns nothing. Applied after every migration; migrate.ts puts the role's name in place of :"app_role".
grant usage on schema public to :"app_role";
grant select, insert, update, delete on all tables in schema public to :"app_role";
grant usage, select on all sequences in schema public to :"app_role";
revoke insert, update, delete, truncate on kysely_migration, kysely_migration_lock from :"app_role";
-- The trail and the hand-ins only grow.
revoke update, delete, truncate on event, event_seal, submission_revision from :"app_role";
-- A detail is erased by `erase_innovation` alone.
revoke update, delete, truncate on event_detail from :"app_role";
revoke update, truncate on event_unsealed from :"app_role";
-- Words are searched through submissions_with alone.
revoke all on submission_words from :"app_role";
-- What was erased stays on record.
revoke update, delete, truncate on erasure from :"app_role";
grant execute on function erase_innovation to :"app_role";
-- The queue's tables belong to the owner; the application puts jobs in and takes them out.
grant usage on schema pgboss to :"app_role";
grant select, insert, update, delete on all tables in schema pgboss to :"app_role";
grant execute on all functions in schema pgboss to :"app_role";
