#!/bin/sh
# Command of the proxy: fills in nginx.conf and starts nginx. SERVER_NAME is the domain; BACKEND is the
# address of the backend, or of several, separated by spaces; each is asked at /readyz twice a second.
set -eu

server_name=${SERVER_NAME:?set SERVER_NAME to the domain}
backend=${BACKEND:-backend:8080}
run_dir=${RUN_DIR:-/run/nginx}
certificate_dir=${CERTIFICATE_DIR:-/etc/nginx/ssl}
mkdir -p "$run_dir"

# For a first try. A browser warns of it, rightly: put a real one into deploy/ssl.
if [ ! -e "$certificate_dir/certificate.pem" ]; then
    echo "No certificate in $certificate_dir: using a self-signed one for $server_name" >&2
    certificate_dir=$run_dir
    case "$server_name" in
        *[!0-9.]*) alternative="DNS:$server_name" ;;
        *) alternative="IP:$server_name" ;;
    esac
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 \
        -subj "/CN=$server_name" -addext "subjectAltName=$alternative" \
        -keyout "$run_dir/private.key" -out "$run_dir/certificate.pem" 2>/dev/null
fi

# Several backends are resolved once. Socket.IO's first requests must reach the same one. By the default
# fail_timeout of ten seconds, one that was restarted still counts as down when the next one is.
upstreams=
exclusions=
backends=
number=0
case "$backend" in
    *' '*)
        backends=$backend
        rm -f "$run_dir"/not-ready-*
        servers=
        choices='default backends;'
        exclusions='set $not_ready "";'
        for one in $backends; do servers="$servers server $one fail_timeout=1s;"; done
        upstreams="upstream backends { ip_hash; $servers }"
        # One that is not ready gets no new request. When several are not, all are asked, and nginx goes on
        # to the next one when a connection fails.
        for one in $backends; do
            number=$((number + 1))
            others=$(echo "$servers" | sed "s|server $one fail_timeout=1s;|server $one down;|")
            upstreams="$upstreams upstream without_$number { ip_hash; $others }"
            choices="$choices \"-$number\" without_$number;"
            exclusions="$exclusions if (-f $run_dir/not-ready-$number) { set \$not_ready \"\${not_ready}-$number\"; }"
        done
        upstreams="$upstreams map \$not_ready \$ready_backends { $choices }"
        backend='$ready_backends'
        ;;
esac

# Marks a backend by a file as not ready, from when it begins to stop, or is frozen, until it serves again.
# The file is looked for with each request: nginx is not reloaded, and breaks no connection of a client.
# Ends with nginx, which replaces this shell under the same process id.
watch_readiness() {
    # nginx must not wait for the pipes of its caller.
    exec >/dev/null 2>&1
    mark=$run_dir/not-ready-$2
    while kill -0 $$; do
        if curl --silent --fail --output /dev/null --max-time 2 "http://$1/readyz"; then
            rm -f "$mark"
        else
            : >"$mark"
        fi
        sleep 0.5
    done
}

sed -e "s|@SERVER_NAME@|$server_name|g" \
    -e "s|@BACKEND@|$backend|g" \
    -e "s|@UPSTREAMS@|$upstreams|g" \
    -e "s|@EXCLUSIONS@|$exclusions|g" \
    -e "s|@RESOLVER@|${RESOLVER:-127.0.0.11}|g" \
    -e "s|@RUN_DIR@|$run_dir|g" \
    -e "s|@LOG_DIR@|${LOG_DIR:-/var/log/nginx}|g" \
    -e "s|@ACME_DIR@|${ACME_DIR:-/var/www/acme}|g" \
    -e "s|@CERTIFICATE_DIR@|$certificate_dir|g" \
    -e "s|@HTTP_PORT@|${HTTP_PORT:-80}|g" \
    -e "s|@HTTPS_PORT@|${HTTPS_PORT:-443}|g" \
    "$(dirname "$0")/nginx.conf" >"$run_dir/nginx.conf"

# Before 1.25.1, HTTP/2 was an option of `listen`.
if nginx -v 2>&1 | grep -qE '/1\.([0-9]|1[0-9]|2[0-4])\.|/1\.25\.0'; then
    sed -i -e '/http2 on;/d' -e 's/ ssl default_server;/ ssl http2 default_server;/' -e 's/ ssl;/ ssl http2;/' "$run_dir/nginx.conf"
fi

number=0
for one in $backends; do
    number=$((number + 1))
    watch_readiness "$one" "$number" &
done

exec nginx -c "$run_dir/nginx.conf" -e stderr -g 'daemon off;'
