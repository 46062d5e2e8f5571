# The operator as one file, with the very Node that its tests ran with, on a base without a shell or a package manager. It builds with
# BuildKit and with the classic builder.
ARG BUILD_BASE=docker.io/library/node:24-bookworm-slim
# Any base with glibc and libstdc++ will do.
ARG BASE=gcr.io/distroless/cc-debian12:nonroot

FROM ${BUILD_BASE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY tools/build.ts ./tools/
COPY src ./src
RUN npm run build

FROM ${BASE}
COPY --from=build /build/node_modules/node/bin/node /usr/local/bin/node
COPY --from=build /build/dist /app
# A number, so that Kubernetes can see that it is not root (runAsNonRoot).
USER 65532:65532
# Metrics, health.
EXPOSE 8080 8081
ENTRYPOINT ["/usr/local/bin/node", "/app/sagemaker-operator.mjs"]
