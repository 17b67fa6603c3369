# One image for every process; docker-compose.yml says which program each of them runs.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY libs/fitbit/package.json libs/fitbit/
COPY libs/sandbox/package.json libs/sandbox/
RUN npm ci
COPY tools/build.mjs tools/
COPY libs libs
COPY apps apps
RUN node tools/build.mjs && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/libs/fitbit/package.json libs/fitbit/
COPY --from=build /app/libs/fitbit/dist libs/fitbit/dist
COPY --from=build /app/libs/sandbox/package.json libs/sandbox/
COPY --from=build /app/libs/sandbox/dist libs/sandbox/dist
COPY --from=build /app/dist dist
USER node
CMD ["node", "dist/apps/sample/src/main.js"]
