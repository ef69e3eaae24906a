/* A request and its answer, as the handlers see them. Whoever runs us (module/, tests) fills bdg_req_t and sends bdg_res_t. */
#ifndef BDG_HTTP_H
#define BDG_HTTP_H
#include "base/buf.h"
#include "base/json.h"
#include "base/site.h"
#include "core/actor.h"
#include "io/form.h"
#include "store/db.h"
#include "view/view.h"
#include <apr_tables.h>

typedef struct bdg_req_t bdg_req_t;
typedef struct bdg_res_t bdg_res_t;
typedef struct bdg_route_t bdg_route_t;

/* What lives as long as the process (a configuration generation) and is shared by all threads. */
typedef struct bdg_server_t {
    const bdg_site_t *site;
    bdg_view_t *view;
    bdg_db_source_t db;
    struct bdg_cache_t *cache;                   /* public documents; NULL when switched off */
    struct bdg_gate_t *hash_gate;                /* bounded argon2id */
    const struct bdg_contexts_t *contexts;       /* for embedded proofs of others */
    void (*wake)(void *baton);                   /* pokes the workers of this process: new work was committed; may be NULL */
    void *wake_baton;
} bdg_server_t;

/* How the outside gives us a request. */
typedef struct bdg_transport_t {
    const char *(*header)(void *baton, const char *name);                         /* NULL when absent */
    bdg_err_t *(*read)(void *baton, char *buf, size_t *len);                      /* *len: room in, bytes out; 0 = end */
    void *baton;
} bdg_transport_t;

typedef struct bdg_upload_t {      /* a file part of a form, spooled to a temporary file that goes with the request's pool */
    const char *field, *filename, *content_type, *path;
    long long size;
} bdg_upload_t;

struct bdg_req_t {
    apr_pool_t *pool;                  /* of the request */
    const bdg_server_t *server;
    const bdg_site_t *site;
    bdg_transport_t transport;
    const char *method;                /* "GET", "POST", ...; HEAD arrives as GET with head = 1 */
    int head;
    const char *path;                  /* without prefix, percent-decoded, begins with '/' */
    const char *query;                 /* raw, "" when none */
    const char *address;               /* of the client, as the server believes it (mod_remoteip) */
    const char *remote_user;           /* r->user of another authentication module, or NULL */
    long long content_length;          /* -1 when unknown */
    /* filled by the dispatcher */
    const bdg_route_t *route;
    const char *params[4];             /* captures of the pattern, in order */
    bdg_form_t *args;                  /* of the query string; never NULL */
    bdg_form_t *form;                  /* of the body when the route's body is FORM or MULTIPART; never NULL */
    apr_array_header_t *uploads;       /* of bdg_upload_t */
    const char *body; size_t body_len; /* when the route's body is RAW */
    bdg_actor_t actor;                 /* who asks; account_id 0 for nobody */
    bdg_scope_t scope;                 /* what the route's object belongs to */
    const char *csrf;                  /* token of the cookie, "" for nobody; pages show it masked */
    const char *session_token;         /* or NULL */
    int64_t awaits;                    /* the account whose second factor is waited for; 0 for nobody. Opens nothing */
    const char *cache_key;             /* of an answer that may be kept in this process: representation and path; NULL when it may not */
    int64_t cache_revision;            /* of the shard, taken before the rows were read: bdg_res_cacheable() */
    bdg_db_t *db_;                     /* leased; use bdg_req_db() */
};

/* What a page may load and do (CSP), all but where its forms lead: that stands last and ends it. */
#define BDG_CSP_FORMS "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " \
                      "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

struct bdg_res_t {
    int status;                        /* 200 by default */
    const char *content_type;
    apr_table_t *headers;
    bdg_buf_t *body;                   /* what is sent, unless one of the following is set */
    const void *bytes; size_t bytes_len;       /* borrowed, must live as long as the request's pool (or be released by its cleanup) */
    /* Streams: called until *done; each call adds up to ~64 KiB to out. It leases and gives back its own connection. */
    bdg_err_t *(*produce)(void *baton, bdg_buf_t *out, int *done);
    void *produce_baton;
    const char *template_name; json_t *model;  /* rendered by the dispatcher after the connection went back */
    const char *etag;                  /* with quotes, weak or strong; the dispatcher answers 304 */
    const char *cache_key;             /* set by public handlers: the finished answer is put into the in-process cache under it */
    int shard;                         /* public_change shard of that answer */
};

typedef bdg_err_t *bdg_handler_fn(bdg_req_t *req, bdg_res_t *res);

/* The connection of this request: leased on first use, given back before anything is written to the client. */
bdg_err_t *bdg_req_db(bdg_req_t *req, bdg_db_t **db) BDG_MUST_CHECK;
void bdg_req_db_release(bdg_req_t *req);
const char *bdg_req_header(const bdg_req_t *req, const char *name);
const char *bdg_req_form(const bdg_req_t *req, const char *name);   /* body field or NULL */
const char *bdg_req_arg(const bdg_req_t *req, const char *name);    /* query field or NULL */
const bdg_upload_t *bdg_req_upload(const bdg_req_t *req, const char *field);   /* NULL when absent or empty */
/* The bytes of an upload, and a NUL after them. BDG_E_UNAVAILABLE: the temporary file could not be read. */
bdg_err_t *bdg_upload_read(const char **data, size_t *len, const bdg_upload_t *upload, apr_pool_t *pool) BDG_MUST_CHECK;
int bdg_req_htmx(const bdg_req_t *req);                             /* asked by htmx, so a fragment will do */

/* The only way to a response header. CR, LF and NUL make it BDG_E_INTERNAL (logged), never a header. */
bdg_err_t *bdg_res_header(bdg_res_t *res, const char *name, const char *value) BDG_MUST_CHECK;
/* 303 to a path below the prefix ("/admin/badges"); flash is shown on the next page, and
 * translated if it is a literal: kind success|info|warning|danger, or NULL. */
bdg_err_t *bdg_res_redirect(bdg_req_t *req, bdg_res_t *res, const char *path, const char *flash_kind, const char *flash) BDG_MUST_CHECK;
/* A page: template and model. The dispatcher adds "page". status 200 unless set before. */
bdg_err_t *bdg_res_page(bdg_res_t *res, const char *template_name, json_t *model);
/* A form shown again: 422, model with values, errors and problems. */
bdg_err_t *bdg_res_form_again(bdg_res_t *res, const char *template_name, json_t *model);
/* 303 to another site: an address that was checked, complete and encoded. */
bdg_err_t *bdg_res_away(bdg_res_t *res, const char *address) BDG_MUST_CHECK;
/* The form of this page may lead there, through a redirect: a source of CSP's form-action ("https://wallet.example.org"), beside ourselves. */
bdg_err_t *bdg_res_form_target(bdg_res_t *res, const char *source, apr_pool_t *pool) BDG_MUST_CHECK;
/* Content-Disposition: attachment with an ASCII name and filename* (RFC 6266, 8187). */
bdg_err_t *bdg_res_attachment(bdg_res_t *res, const char *filename, apr_pool_t *pool) BDG_MUST_CHECK;

/* Public handlers, before they read rows: the answer may be kept until something of public_id changes. */
void bdg_res_cacheable(bdg_req_t *req, bdg_res_t *res, const char *public_id);

/* Problems of a form: adds {field,label,message} to model.problems and model.errors.field. label and fmt are translated. */
void bdg_problem(json_t *model, const char *field, const char *label, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
int bdg_problems(const json_t *model);     /* how many */
#endif
