FROM python:3.14.7-slim-bookworm@sha256:23c59390fc717bf09f9336908199a0ae75d9c4264bf296123f94ad772fea3b52 AS build
WORKDIR /src
COPY services/gpu docker/requirements.txt ./
ARG CUDA="13.0"
ENV CUDA="$CUDA"
RUN --mount=type=ssh --mount=type=secret,id=models,env=MODELS_TOKEN,required=true <<SCRIPT
pip install --no-cache-dir --target /out -r requirements.txt
SCRIPT

FROM python:3.14.7-slim-bookworm@sha256:23c59390fc717bf09f9336908199a0ae75d9c4264bf296123f94ad772fea3b52 AS train
COPY --from=build /out /app
USER 1000:1000
CMD ["python", "-m", "gpu.train"]

FROM python:3.14.7-slim-bookworm@sha256:23c59390fc717bf09f9336908199a0ae75d9c4264bf296123f94ad772fea3b52 AS serve
COPY --from=build /out /app
USER 1000:1000
CMD ["python", "-m", "gpu"]
