# One image: its command picks the service (vacancies, matching, events, notifications) or a mesa command.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 MESA_HOME=/var/lib/mesa
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/mesa mesa
# what sets type in PDFs; without it they answer 503 and say to print the page
RUN apt-get update && apt-get install -y --no-install-recommends fonts-dejavu-core libpango-1.0-0 libpangoft2-1.0-0 \
  libharfbuzz-subset0 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/mesa
COPY deploy/image.lock deploy/image.lock
RUN pip install --no-cache-dir --require-hashes -r deploy/image.lock
COPY shared shared
COPY services services
COPY deploy deploy
USER mesa
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=6 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
ENTRYPOINT ["python", "-m", "deploy.entry"]
CMD ["--help"]
