#!/bin/sh
# Makes the certificates of the TLS tests: an authority, a server that it vouches for, and a client.
set -eu
cd "$(dirname "$0")"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj '/CN=test authority' -keyout authority-key.pem -out authority.pem
for name in server client; do
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$name" -keyout "$name-key.pem" -out "$name.csr"
  printf 'subjectAltName=IP:127.0.0.1,DNS:localhost' > extensions.txt
  openssl x509 -req -in "$name.csr" -CA authority.pem -CAkey authority-key.pem -CAcreateserial -days 36500 -extfile extensions.txt -out "$name.pem"
done
rm -f ./*.csr ./*.srl extensions.txt authority-key.pem
