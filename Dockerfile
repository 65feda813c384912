# One image for the web server and every worker; docker-compose.yml says which command each runs.

FROM node:20-bookworm-slim AS pages
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json ./
ENV PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.11-slim-bookworm
# FriBiDi: titles from right to left
RUN apt-get update && apt-get install -y --no-install-recommends libfribidi0 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PLAYHEAD_VAR=/var/lib/playhead
# Where pip finds torch, if not where it finds the rest: PyTorch's CPU wheel index for machines without a GPU.
ARG TORCH_INDEX_URL=
COPY requirements.txt ./
RUN pip install ${TORCH_INDEX_URL:+--index-url "$TORCH_INDEX_URL"} "$(grep '^torch==' requirements.txt)" \
    && pip install -r requirements.txt
COPY manage.py ./
COPY editor/ editor/
COPY inference/ inference/
COPY frontend/fonts/ frontend/fonts/
COPY --from=pages /app/frontend/dist frontend/dist
RUN useradd --system --uid 10001 playhead && mkdir -p $PLAYHEAD_VAR && chown playhead $PLAYHEAD_VAR
USER playhead
VOLUME /var/lib/playhead
EXPOSE 8000
CMD ["python", "-m", "editor.serve", "-b", "0.0.0.0", "-p", "8000"]
