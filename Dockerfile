# The application without a window. See docs/installing.md: it listens on 127.0.0.1 alone, so the container runs in the host's network.
FROM node:20.19.5-bookworm-slim AS client
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM python:3.11.13-slim-bookworm AS backend
RUN python -m venv /opt/rotkehlchen
WORKDIR /build
COPY requirements.txt ./
RUN /opt/rotkehlchen/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt
COPY setup.py pyproject.toml requirements.in ./
COPY rotkehlchen/ rotkehlchen/
COPY --from=client /build/frontend/dist frontend/dist
RUN /opt/rotkehlchen/bin/pip install --no-cache-dir --no-deps .

FROM python:3.11.13-slim-bookworm
COPY --from=backend /opt/rotkehlchen /opt/rotkehlchen
COPY docker/health.py /opt/rotkehlchen/health.py
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin rotkehlchen \
    && install -d -o rotkehlchen -g rotkehlchen -m 0700 /data
ENV PATH=/opt/rotkehlchen/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["python", "/opt/rotkehlchen/health.py", "/data", "4242"]
# The token goes to nowhere and to /data/api-token, and so not into the container's log, where the first line would have it.
CMD ["sh", "-c", "exec rotkehlchen --data-dir /data --rest-api-port 4242 --token-fd 3 3>/dev/null"]
