# Two stages: the first compiles with the development tools, the second holds what runs. The image is pinned by its full tag, not by a
# digest, which only a registry can tell: `docker buildx imagetools inspect node:22.23.3-slim` prints it, to be written after the tag with @.
FROM node:22.23.3-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --ignore-scripts
COPY src src
COPY cards cards
RUN npm run build

FROM node:22.23.3-slim
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# no install script is needed: the embedded store's binary comes with its package
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY --from=build /app/dist dist
COPY cards cards
COPY config config
# what the call names that a start prints
COPY fhir-fixtures/requests/lumbar-mri-saddle-numbness.json fhir-fixtures/requests/
COPY docs/integrate docs/integrate
COPY LICENSE NOTICE ./
RUN install -d -o node -g node -m 700 /data
USER node
# Production refuses to start without CLIENTS_FILE; `docker run -e NODE_ENV=demo` lets everybody in.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
VOLUME /data
EXPOSE 3000
# the port is open to the container's own loopback too
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# as `npm start` does: room for the bodies of many requests, so that what is young is seldom copied
CMD ["node", "--max-semi-space-size=32", "dist/server.js"]
