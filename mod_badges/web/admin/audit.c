/* The audit log: who did what, when, from where, before and after; as a page and as a file. */
#include "base/id.h"
#include "base/language.h"
#include "base/str.h"
#include "core/audit_words.h"
#include "io/csv.h"
#include "store/account.h"
#include "store/audit_list.h"
#include "web/handlers.h"
#include "web/parts.h"
#include "web/routes.h"
#include "web/words.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define PATH "/admin/audit"
#define ROWS 25
#define PIECE_ROWS 200        /* of the file, with one connection */

/* --- what is asked for */

typedef struct ask_t {
    bdg_audit_filter_t f;
    const char *who, *thing;           /* as typed; "kind:public id" */
    const char *from, *to;
    int nothing;                       /* nobody of that address, no such thing: nothing fits */
} ask_t;

static const char *known(const bdg_audit_word_t *list, const char *code)
{
    for (; code && list->code; list++)
        if (!strcmp(list->code, code))
            return list->code;
    return NULL;
}

static const char *arg(const bdg_req_t *req, const char *name)
{
    const char *v = bdg_req_arg(req, name);
    return v ? v : "";
}

static bdg_err_t *read_who(ask_t *a, bdg_req_t *req, bdg_db_t *db)
{
    bdg_account_t *account;
    a->who = arg(req, "who");
    if (bdg_is_blank(a->who))
        return NULL;
    bdg_err_t *e = bdg_account_by_email(&account, db, bdg_email_normalise(bdg_text_clean(a->who, strlen(a->who), 0, req->pool), req->pool), req->pool);
    if (e && e->code != BDG_E_NOT_FOUND)
        return e;
    a->nothing |= e != NULL;
    a->f.account_id = e ? 0 : account->id;
    bdg_err_clear(e);
    return NULL;
}

static bdg_err_t *read_thing(ask_t *a, bdg_req_t *req, bdg_db_t *db)
{
    a->thing = arg(req, "thing");
    const char *colon = strchr(a->thing, ':'), *kind = colon ? known(bdg_audit_kinds, apr_pstrndup(req->pool, a->thing, (size_t)(colon - a->thing))) : NULL;
    if (!*a->thing)
        return NULL;
    if (!kind || !bdg_id_valid(colon + 1)) {
        a->nothing = 1;
        return NULL;
    }
    a->f.kind = kind;
    BDG_TRY(bdg_audit_thing_id(&a->f.object_id, db, kind, colon + 1));
    a->nothing |= !a->f.object_id;
    return NULL;
}

static bdg_err_t *read_ask(ask_t *a, bdg_req_t *req, bdg_db_t *db)
{
    const char *older = arg(req, "older");
    memset(a, 0, sizeof *a);
    a->f.organisation_id = req->scope.organisation_id;
    a->f.kind = known(bdg_audit_kinds, arg(req, "kind"));
    a->f.action = known(bdg_audit_actions, arg(req, "action"));
    a->from = arg(req, "from");
    a->to = arg(req, "to");
    bdg_date_t from = bdg_date_parse_iso(a->from), to = bdg_date_parse_iso(a->to);
    if (from != BDG_DATE_NONE)
        a->f.from = bdg_time_of_date(from);
    if (to != BDG_DATE_NONE)
        a->f.until = bdg_time_of_date(to) + apr_time_from_sec(24 * 3600);
    if (*older && strlen(older) < 19 && strspn(older, "0123456789") == strlen(older))
        a->f.before = strtoll(older, NULL, 10);
    BDG_TRY(read_who(a, req, db));
    return read_thing(a, req, db);
}

static bdg_err_t *list(apr_array_header_t **rows, int *more, bdg_db_t *db, const ask_t *a, int limit, apr_pool_t *pool)
{
    *more = 0;
    *rows = apr_array_make(pool, 1, sizeof(bdg_audit_row_t));
    return a->nothing ? NULL : bdg_audit_list(rows, more, db, &a->f, limit, pool);
}

/* --- in words */

static const char *who_did(const bdg_audit_row_t *r)
{
    if (r->account_id == -1)
        return "The operator (badgesctl)";
    if (r->account_id == -2)
        return _("The server itself");
    return *r->name ? r->name : "Nobody signed in";
}

/* Things are told by their name of today; what is gone, by what it is. */
static bdg_err_t *thing_words(const char **words, const char **public_id, bdg_db_t *db, const char *kind, int64_t id, apr_pool_t *pool)
{
    BDG_TRY(bdg_audit_thing(public_id, words, db, kind, id, pool));
    return NULL;
}

static bdg_err_t *refer(const char **words, bdg_db_t *db, const char *kind, int64_t id, apr_pool_t *pool)
{
    const char *public_id;
    if (!id) {
        *words = "";
        return NULL;
    }
    BDG_TRY(thing_words(words, &public_id, db, kind, id, pool));
    if (!**words)
        *words = "one that is gone";
    return NULL;
}

static bdg_err_t *changes_of(apr_array_header_t **out, bdg_db_t *db, const bdg_audit_row_t *r, apr_pool_t *pool)
{
    *out = bdg_audit_changes(r->before, r->after, pool);
    for (int i = 0; i < (*out)->nelts; i++) {
        bdg_audit_change_t *c = &APR_ARRAY_IDX(*out, i, bdg_audit_change_t);
        if (!c->refers)
            continue;
        BDG_TRY(refer(&c->before, db, c->refers, c->before_id, pool));
        BDG_TRY(refer(&c->after, db, c->refers, c->after_id, pool));
    }
    return NULL;
}

/* --- the page */

/* Where a thing has a page: below these. */
static const char *page_of(const bdg_req_t *req, const char *kind, const char *public_id)
{
    static const char *const paths[] = { "issuer", "/admin/issuers/", "graphic", "/admin/graphics/", "badge_class", "/admin/badges/", "assertion", "/admin/credentials/",
        "batch", "/admin/batches/", "endorsement", "/admin/endorsements/", "organisation", "/admin/organisations/", "account", "/admin/people/", "role", "/admin/roles/",
        "people_group", "/admin/groups/", NULL };
    for (int i = 0; *public_id && paths[i]; i += 2) {
        if (strcmp(paths[i], kind))
            continue;
        const bdg_route_t *route;
        const char *params[4], *allow, *path = apr_pstrcat(req->pool, paths[i + 1], public_id, NULL);
        bdg_err_t *e = bdg_route_find(&route, params, &allow, "GET", path, req->pool);
        bdg_err_clear(e);
        return e ? NULL : apr_pstrcat(req->pool, req->site->prefix, path, NULL);
    }
    return NULL;
}

static json_t *changes_model(const apr_array_header_t *changes)
{
    json_t *out = json_array();
    for (int i = 0; i < changes->nelts; i++) {
        const bdg_audit_change_t *c = &APR_ARRAY_IDX(changes, i, bdg_audit_change_t);
        json_t *o = json_object();
        bdg_json_str(o, "label", c->label);
        bdg_json_str(o, "before", c->before);
        bdg_json_str(o, "after", c->after);
        bdg_json_bool(o, "both", *c->before && *c->after);
        bdg_json_add(out, o);
    }
    return out;
}

static bdg_err_t *row_model(json_t *o, bdg_req_t *req, bdg_db_t *db, const bdg_audit_row_t *r)
{
    const char *name, *public_id;
    apr_array_header_t *changes;
    int64_t here = 1;
    BDG_TRY(thing_words(&name, &public_id, db, r->kind, r->object_id, req->pool));
    if (!strcmp(r->kind, "account"))
        BDG_TRY(bdg_audit_person_here(&here, db, req->scope.organisation_id, r->object_id));
    BDG_TRY(changes_of(&changes, db, r, req->pool));
    bdg_words_time(o, "at", r->at, req->pool);
    bdg_json_str(o, "clock", apr_pstrmemdup(req->pool, bdg_time_iso(r->at, req->pool) + 11, 8));
    bdg_json_str(o, "who", who_did(r));
    bdg_json_str(o, "email", r->email);
    bdg_json_str(o, "who_href", *r->email ? apr_pstrcat(req->pool, req->site->prefix, PATH "?who=", bdg_url_escape(r->email, req->pool), NULL) : "");
    bdg_json_str(o, "from", r->address);
    bdg_json_str(o, "did", bdg_audit_action(r->action, req->pool));
    bdg_json_str(o, "kind", bdg_audit_kind(r->kind, req->pool));
    bdg_json_str(o, "thing", name);
    bdg_words_set(o, "thing_href", here ? page_of(req, r->kind, public_id) : NULL);
    bdg_json_str(o, "only_href", *public_id ? apr_pstrcat(req->pool, req->site->prefix, PATH "?thing=", r->kind, ":", public_id, NULL) : "");
    bdg_json_str(o, "organisation", r->organisation);
    bdg_json_set(o, "changes", changes_model(changes));
    bdg_json_bool(o, "has_changes", changes->nelts > 0);
    bdg_json_bool(o, "left_out", r->left_out);
    return NULL;
}

static json_t *options(const bdg_audit_word_t *words, const char *blank, const char *now)
{
    json_t *out = json_array();
    bdg_parts_option(out, "", blank, !now);
    for (; words->code; words++)
        bdg_parts_option(out, words->code, bdg_tr(words->words), now && !strcmp(now, words->code));
    return out;
}

/* The present address's arguments, without the page. */
static const char *query_of(const bdg_req_t *req, const char *first)
{
    const char *out = first;
    for (int i = 0; i < req->args->n; i++) {
        const bdg_field_t *f = &req->args->fields[i];
        if (*f->value && strcmp(f->name, "older"))
            out = apr_pstrcat(req->pool, out, *out ? "&" : "", bdg_url_escape(f->name, req->pool), "=", bdg_url_escape(f->value, req->pool), NULL);
    }
    return out;
}

static bdg_err_t *filter_model(json_t *m, bdg_req_t *req, bdg_db_t *db, const ask_t *a)
{
    json_t *f = json_object();
    const char *name, *public_id;
    bdg_json_set(m, "filter", f);
    bdg_json_str(f, "who", a->who);
    bdg_json_str(f, "from", a->f.from ? a->from : "");
    bdg_json_str(f, "to", a->f.until ? a->to : "");
    bdg_json_str(f, "thing", a->thing);
    bdg_json_set(f, "kinds", options(bdg_audit_kinds, _("Any kind of thing"), a->f.object_id ? NULL : a->f.kind));
    bdg_json_set(f, "actions", options(bdg_audit_actions, _("Any action"), a->f.action));
    bdg_json_bool(f, "any", *a->who || a->f.kind || a->f.action || a->f.from || a->f.until || *a->thing);
    if (!a->f.object_id)
        return NULL;
    BDG_TRY(thing_words(&name, &public_id, db, a->f.kind, a->f.object_id, req->pool));
    bdg_json_str(f, "thing_kind", bdg_audit_kind(a->f.kind, req->pool));
    return NULL;
}

static void pager_model(json_t *m, const bdg_req_t *req, const ask_t *a, const apr_array_header_t *rows, int more, int64_t n)
{
    json_t *p = json_object();
    const char *base = apr_pstrcat(req->pool, req->site->prefix, PATH "?", NULL);
    if (!rows->nelts)
        return;
    const char *last = apr_psprintf(req->pool, "older=%ld", (long)APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_audit_row_t).id);
    bdg_json_str(p, "text", bdg_words_count(n, "entry", "entries", req->pool));
    bdg_words_set(p, "newer", a->f.before ? apr_pstrcat(req->pool, base, query_of(req, ""), NULL) : NULL);
    bdg_words_set(p, "older", more ? apr_pstrcat(req->pool, base, query_of(req, last), NULL) : NULL);
    bdg_json_str(p, "newer_text", _("Newest"));
    bdg_json_set(m, "pager", p);
}

bdg_err_t *bdg_get_audit(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    ask_t a;
    apr_array_header_t *rows;
    int more;
    int64_t n = 0;
    json_t *m = bdg_json_object(req->pool), *out = json_array();
    bdg_json_set(m, "rows", out);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(read_ask(&a, req, db));
    BDG_TRY(list(&rows, &more, db, &a, ROWS, req->pool));
    if (!a.nothing)
        BDG_TRY(bdg_audit_count(&n, db, &a.f, req->pool));
    for (int i = 0; i < rows->nelts; i++) {
        json_t *o = json_object();
        bdg_json_add(out, o);
        BDG_TRY(row_model(o, req, db, &APR_ARRAY_IDX(rows, i, bdg_audit_row_t)));
    }
    bdg_json_bool(m, "has_rows", rows->nelts > 0);
    BDG_TRY(filter_model(m, req, db, &a));
    pager_model(m, req, &a, rows, more, n);
    bdg_json_str(m, "export_href", apr_pstrcat(req->pool, req->site->prefix, PATH ".csv?", query_of(req, ""), NULL));
    return bdg_res_page(res, "admin/audit/list", json_incref(m));
}

/* --- the file */

typedef struct stream_t { const bdg_server_t *server; ask_t ask; int begun; apr_pool_t *piece; } stream_t;

static const char *side(const apr_array_header_t *changes, int after, apr_pool_t *pool)
{
    const char *out = "";
    for (int i = 0; i < changes->nelts; i++) {
        const bdg_audit_change_t *c = &APR_ARRAY_IDX(changes, i, bdg_audit_change_t);
        const char *v = after ? c->after : c->before;
        if (*v)
            out = apr_pstrcat(pool, out, *out ? "; " : "", c->label, ": ", v, NULL);
    }
    return out;
}

static bdg_err_t *write_row(bdg_csv_writer_t *w, bdg_db_t *db, const bdg_audit_row_t *r, apr_pool_t *pool)
{
    const char *name, *public_id;
    apr_array_header_t *changes;
    BDG_TRY(thing_words(&name, &public_id, db, r->kind, r->object_id, pool));
    BDG_TRY(changes_of(&changes, db, r, pool));
    const char *cells[] = { bdg_time_iso(r->at, pool), who_did(r), r->email, r->address, r->organisation, bdg_audit_action(r->action, pool), bdg_audit_kind(r->kind, pool),
                            name, side(changes, 0, pool), side(changes, 1, pool), r->action };
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        bdg_csv_write_str(w, cells[i]);
    bdg_csv_end_row(w);
    return NULL;
}

static void write_head(bdg_csv_writer_t *w)
{
    static const char *const head[] = { "Time (UTC)", "Who", "Email", "From address", "Organisation", "What", "Kind", "Thing", "Before", "After", "Code" };
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        bdg_csv_write_str(w, head[i]);
    bdg_csv_end_row(w);
}

static bdg_err_t *piece(stream_t *s, bdg_db_t *db, bdg_buf_t *out, int *done)
{
    apr_array_header_t *rows;
    int more;
    bdg_csv_writer_t w = bdg_csv_writer(out, !s->begun);
    BDG_TRY(list(&rows, &more, db, &s->ask, PIECE_ROWS, s->piece));
    if (!s->begun)
        write_head(&w);
    for (int i = 0; i < rows->nelts; i++)
        BDG_TRY(write_row(&w, db, &APR_ARRAY_IDX(rows, i, bdg_audit_row_t), s->piece));
    s->begun = 1;
    if (rows->nelts)
        s->ask.f.before = APR_ARRAY_IDX(rows, rows->nelts - 1, bdg_audit_row_t).id;
    *done = !more;
    return NULL;
}

static bdg_err_t *produce(void *baton, bdg_buf_t *out, int *done)
{
    stream_t *s = baton;
    bdg_db_t *db;
    apr_pool_clear(s->piece);
    BDG_TRY(s->server->db.get(&db, s->server->db.baton));
    bdg_err_t *e = piece(s, db, out, done);
    s->server->db.put(db, bdg_db_broken(db), s->server->db.baton);
    return e;
}

bdg_err_t *bdg_get_audit_csv(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    stream_t *s = apr_pcalloc(req->pool, sizeof *s);
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(read_ask(&s->ask, req, db));
    s->server = req->server;
    s->ask.f.before = 0;
    apr_pool_create(&s->piece, req->pool);
    res->content_type = "text/csv; charset=utf-8";
    res->produce = produce;
    res->produce_baton = s;
    return bdg_res_attachment(res, apr_pstrcat(req->pool, req->actor.organisation_name, ", audit log.csv", NULL), req->pool);
}
