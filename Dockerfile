FROM node:22-slim AS browser-packages
WORKDIR /parterre
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.13-slim
# tini reaps what a killed process leaves behind, as the first process must.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir uv==0.13.9 \
    && useradd --uid 10001 --create-home parterre \
    && install --directory --owner=parterre --group=parterre --mode=700 /data
WORKDIR /parterre
COPY pyproject.toml uv.lock .python-version ./
RUN uv sync --locked --no-dev --no-cache
COPY --from=browser-packages /parterre/node_modules node_modules
COPY . .
RUN .venv/bin/python -m config.translations

# PostgreSQL refuses root, and Parterre needs no right that root has.
USER parterre
ENV HOST=0.0.0.0 PORT=8000 PARTERRE_HOME=/data
EXPOSE 8000
VOLUME /data
HEALTHCHECK --start-period=120s --interval=30s \
    CMD [".venv/bin/python", "-m", "config.listening"]
# The supervisor stops web, worker, react, send and the database: a worker lets its task
# finish, react its batch, send gives back what it holds, the database writes it out.
STOPSIGNAL SIGTERM
ENTRYPOINT ["tini", "--"]
CMD [".venv/bin/python", "-m", "config.supervisor"]
