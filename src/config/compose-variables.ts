/** Variables of docker-compose.yml that are no settings of the product. */
export const COMPOSE_VARIABLES: readonly { name: string; meaning: string }[] = [
  {
    name: 'DOMAIN',
    meaning: 'Domain of the proxy, from which `PUBLIC_URL` follows; `localhost` if unset.',
  },
  {
    name: 'DATABASE_PASSWORD',
    meaning:
      "Password of the product's role in PostgreSQL; letters and digits, it is part of a URL.",
  },
  {
    name: 'POSTGRES_PASSWORD',
    meaning:
      "Password of PostgreSQL's superuser, for backups and upgrades; no other container has it.",
  },
  {
    name: 'REDIS_PASSWORD',
    meaning: 'Password of Redis; letters and digits, it is part of a URL.',
  },
  {
    name: 'COMPOSE_PROFILES',
    meaning: '`s3` runs an S3 server for files; it also needs `FILE_STORAGE=minio` and its keys.',
  },
];
