/* The httpd adapter. Only this room sees httpd's headers. */
#ifndef BDG_MODULE_H
#define BDG_MODULE_H
#include <apr_strings.h>
#include <string.h>
#include <httpd.h>
#include <http_config.h>
#include <http_core.h>
#include <http_log.h>
#include <http_protocol.h>
#include <http_request.h>
#include "web/dispatch.h"

APLOG_USE_MODULE(badges);
extern module badges_module;

typedef struct bdg_server_conf_t {
    bdg_site_t site;             /* as configured; finished in post_config */
    bdg_server_t server;         /* what handlers see; filled in child_init */
    struct bdg_lease_pool_t *leases;
    bdg_db_source_t work_db;     /* server.db, for those whom nobody waits for: answers may take longer */
    struct bdg_workers_t *workers;
    const char *setup_token;     /* of this start: all children offer the same address for the first administrator (core/first_run.h) */
    int ready;                   /* site could be finished and templates were loaded */
    const char *not_ready;       /* else: why */
} bdg_server_conf_t;

typedef struct bdg_dir_conf_t { int on; /* -1 unset */ } bdg_dir_conf_t;

bdg_server_conf_t *bdg_conf(server_rec *s);

/* conf.c */
extern const command_rec bdg_commands[];
void *bdg_conf_server_make(apr_pool_t *p, server_rec *s);
void *bdg_conf_server_merge(apr_pool_t *p, void *base, void *more);
void *bdg_conf_dir_make(apr_pool_t *p, char *dir);
void *bdg_conf_dir_merge(apr_pool_t *p, void *base, void *more);

/* lease.c: connections of mod_dbd */
int bdg_lease_init(server_rec *s, apr_pool_t *child_pool, bdg_server_conf_t *c);

/* serve.c: request in, brigade out */
/* The path below the prefix of BadgesBaseURL ("/" for the prefix itself), or NULL when the address is not ours. A well-known address whose own place is
 * before the prefix (RFC 8414, 3.1: /.well-known/NAME/prefix) counts as the one below it. */
const char *bdg_below(const request_rec *r, const bdg_site_t *site);
int bdg_serve(request_rec *r);

/* work.c: background threads of this child */
void bdg_work_start(server_rec *s, apr_pool_t *child_pool, bdg_server_conf_t *c);
#endif
