# One image for everything that `npm start` runs. docs/running.md, "A container", says what was run of it and what not.
FROM node:22-bookworm-slim AS build
ENV NEXT_TELEMETRY_DISABLED=1
WORKDIR /bank
COPY package.json package-lock.json ./
COPY tenant/package.json tenant/
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
# The data folder is made here, so that a volume in its place belongs to the same user.
RUN npm run build && npm prune --omit=dev --no-audit --no-fund && mkdir .data

FROM node:22-bookworm-slim
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
# Inside a container loopback is nobody else's: the addresses to publish are every address.
ENV LISTEN_ADDRESS=http://0.0.0.0:3000 TENANT_LISTEN_ADDRESS=http://0.0.0.0:4000
WORKDIR /bank
COPY --from=build --chown=node:node /bank ./
USER node
VOLUME /bank/.data
EXPOSE 3000 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/api/health/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--import", "tsx", "scripts/start.ts"]
