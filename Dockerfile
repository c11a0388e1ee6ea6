# Two stages: build one static binary, run it without root on a read-only root file
# system. It needs a Postgres of its own; docker-compose.yml has one.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/demarc ./cmd/demarc \
 && mkdir -p /out/data /out/tmp && cp /etc/ssl/certs/ca-certificates.crt /out/

FROM scratch
COPY --from=build /out/demarc /demarc
COPY --from=build /out/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=10001:10001 /out/data /data
COPY --from=build --chown=10001:10001 /out/tmp /tmp
COPY LICENSE /LICENSE
USER 10001:10001
ENV DEMARC_ADDR=0.0.0.0:8080 DEMARC_DATA_DIR=/data
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/demarc"]
CMD ["serve"]
