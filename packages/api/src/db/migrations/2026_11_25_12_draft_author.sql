-- Of a questionnaire's draft: who wrote it last, so that two who edit at once know of each other.
alter table questionnaire_version add column updated_by text;
