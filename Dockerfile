# The operator as one file, with the very Node that its tests ran with, on a base without a shell or a package manager. It builds with
# BuildKit and with the classic builder, for the machine's own architecture or, by emulation, for another: npm brings the Node of the
# platform that a stage runs on.
ARG BUILD_BASE=docker.io/library/node:24-bookworm-slim
# Any base with glibc and libstdc++ will do.
ARG BASE=gcr.io/distroless/cc-debian12:nonroot

FROM ${BUILD_BASE} AS build
# A mirror of npm's registry, where that cannot be reached.
ARG NPM_CONFIG_REGISTRY
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY tools/build.ts tools/sbom.ts ./tools/
COPY tools/build ./tools/build
COPY src ./src
RUN npm run build && npm run sbom && mv dist/simulator simulator && rm -r dist/kubectl

FROM ${BASE} AS runtime
COPY --from=build /build/node_modules/node/bin/node /usr/local/bin/node
# A number, so that Kubernetes can see that it is not root (runAsNonRoot).
USER 65532:65532

# `--target simulator`: SageMaker as the tests know it, for a cluster without an AWS account.
FROM runtime AS simulator
LABEL org.opencontainers.image.title="sagemaker-simulator" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /build/simulator /app
EXPOSE 4566
ENTRYPOINT ["/usr/local/bin/node", "/app/simulator.mjs", "--host", "0.0.0.0"]

FROM runtime AS operator
COPY --from=build /build/dist /app
# Metrics, health.
EXPOSE 8080 8081
# Memory (docs/performance.md). One pool of glibc's for all threads, of which only one allocates much: each pool keeps what it has freed.
ENV MALLOC_ARENA_MAX=1
# Of what is collected sooner less is held. V8 takes the first of these only here: in a process that runs it is ignored.
ENTRYPOINT ["/usr/local/bin/node", "--max-semi-space-size=4", "--heap-growing-percent=40", "/app/sagemaker-operator.mjs"]
# Last, because they change with every build.
ARG VERSION=dev
ARG REVISION=unknown
ARG CREATED
LABEL org.opencontainers.image.title="sagemaker-operator" \
      org.opencontainers.image.description="The Kubernetes operator for Amazon SageMaker" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
