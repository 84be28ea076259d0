#!/bin/sh
# Runs once, when the volume is empty: the product's role owns its database and nothing else. The
# extensions of the migrations need no superuser.
set -eu
psql --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set=password="${DATABASE_PASSWORD:?set DATABASE_PASSWORD}" <<'SQL'
CREATE ROLE ruang_diri LOGIN PASSWORD :'password';
CREATE DATABASE ruang_diri OWNER ruang_diri;
REVOKE ALL ON DATABASE ruang_diri FROM PUBLIC;
SQL
