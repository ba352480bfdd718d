#!/bin/sh
# Run once by the official image, on an empty volume: the owner who migrates, and the application that owns nothing.
set -eu

password_in() {
  printf '%s' "$1" | sed -n 's#^postgres\(ql\)\{0,1\}://[^:/@]*:\([^@]*\)@.*$#\2#p'
}

role_in() {
  printf '%s' "$1" | sed -n 's#^postgres\(ql\)\{0,1\}://\([^:/@]*\):.*$#\2#p'
}

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set owner="$(role_in "$DATABASE_OWNER_URL")" --set owner_password="$(password_in "$DATABASE_OWNER_URL")" \
  --set app="$(role_in "$DATABASE_URL")" --set app_password="$(password_in "$DATABASE_URL")" \
  --set database="$POSTGRES_DB" <<'SQL'
create role :"owner" login nosuperuser nocreatedb nocreaterole nobypassrls password :'owner_password';
create role :"app" login nosuperuser nocreatedb nocreaterole nobypassrls password :'app_password';
alter database :"database" owner to :"owner";
revoke all on database :"database" from public;
grant connect on database :"database" to :"app";
SQL
