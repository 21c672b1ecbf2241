#!/bin/sh
# Pools, deployments, automations and the watch's schedule, as in docs/operating.md. Run again, it doubles nothing.
set -eu
cd /opt/bookcast
prefect work-pool create gpu --type process --overwrite
prefect work-pool create cpu --type process --overwrite
prefect --no-prompt deploy --all
sed -n 's/^  - name: //p' flows/automations.yaml | while read -r name; do
    prefect automation delete "$name" </dev/null || true
done
prefect automation create --from-file flows/automations.yaml
prefect deployment schedule create keep-watch/often --cron "*/5 * * * *" --timezone UTC --replace --accept-yes
