-- Headquarters and the machine see all: said in the policy itself, where the planner sees it, instead of in a function that
-- is called row by row.
alter policy scoped on invitation using (scope_is_all() or association_in_scope(association_id));
alter policy scoped on succession using (scope_is_all() or association_in_scope(association_id));
alter policy scoped on help_request using (scope_is_all() or association_in_scope(association_id));
alter policy scoped on record_confirmation using (scope_is_all() or association_in_scope(association_id));
