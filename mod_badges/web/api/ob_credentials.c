/* GET /ims/ob/v3p0/credentials: what the person holds, of all organisations here and brought from elsewhere (Open Badges 3.0, getCredentials). Ours come
 * with an embedded proof; others' as they came. */
#include "base/str.h"
#include "base/time.h"
#include "core/ob_credential.h"
#include "store/assertion.h"
#include "store/ob_credential.h"
#include "web/api/ob_api.h"
#include "web/handlers.h"
#include "web/public/credential.h"
#include <apr_strings.h>
#include <stdlib.h>
#include <string.h>

#define OFFSET_MAX 100000000

/* ---------------------------------------------------------------- paging */

typedef struct page_t { int limit; int64_t offset, total; apr_time_t since; const char *since_text; } page_t;

static bdg_err_t *number(int64_t *out, const char *text, int64_t min, int64_t max, const char *name)
{
    size_t n = text ? strlen(text) : 0;
    if (!text)
        return NULL;
    if (!n || n > 12 || strspn(text, "0123456789") != n || apr_atoi64(text) < min)
        return bdg_err(BDG_E_INVALID, "%s is a whole number, at least %ld.", name, (long)min);
    *out = apr_atoi64(text) > max ? max : apr_atoi64(text);
    return NULL;
}

/* A plus sign that was not escaped has become a space on the way. */
static const char *moment_text(const char *text, apr_pool_t *pool)
{
    char *s = apr_pstrdup(pool, text), *space = strrchr(s, ' ');
    if (space)
        *space = '+';
    return s;
}

static bdg_err_t *read_page(page_t *p, const bdg_req_t *req)
{
    int64_t limit = BDG_OB_LIMIT;
    *p = (page_t){ .limit = BDG_OB_LIMIT };
    BDG_TRY(number(&limit, bdg_req_arg(req, "limit"), 1, BDG_OB_LIMIT_MAX, "limit"));
    BDG_TRY(number(&p->offset, bdg_req_arg(req, "offset"), 0, OFFSET_MAX, "offset"));
    p->limit = (int)limit;
    if (!bdg_req_arg(req, "since"))
        return NULL;
    p->since_text = moment_text(bdg_req_arg(req, "since"), req->pool);
    if (!bdg_time_parse_iso(p->since_text, &p->since))
        return bdg_err(BDG_E_INVALID, "since is a moment with a time zone, such as 2026-01-31T12:00:00Z.");
    p->since++;      /* after it, not at it */
    return NULL;
}

static const char *page_link(const bdg_req_t *req, const page_t *p, int64_t offset, const char *rel)
{
    const char *since = p->since_text ? apr_pstrcat(req->pool, "&since=", bdg_url_escape(p->since_text, req->pool), NULL) : "";
    return apr_psprintf(req->pool, "<%s?limit=%d&offset=%ld%s>; rel=\"%s\"", bdg_site_url(req->site, req->pool, "/ims/ob/v3p0/credentials"), p->limit, (long)offset, since, rel);
}

/* first and last always; next while there is more; prev wherever something lies before (section Paging). */
static bdg_err_t *page_headers(bdg_req_t *req, bdg_res_t *res, const page_t *p)
{
    int64_t last = p->total ? (p->total - 1) / p->limit * p->limit : 0, before = p->offset > p->limit ? p->offset - p->limit : 0;
    const char *links = apr_pstrcat(req->pool, page_link(req, p, 0, "first"), ", ", page_link(req, p, last, "last"), NULL);
    if (p->offset + p->limit < p->total)
        links = apr_pstrcat(req->pool, page_link(req, p, p->offset + p->limit, "next"), ", ", links, NULL);
    if (p->offset > 0)
        links = apr_pstrcat(req->pool, links, ", ", page_link(req, p, before < last ? before : last, "prev"), NULL);
    BDG_TRY(bdg_res_header(res, "Link", links));
    return bdg_res_header(res, "X-Total-Count", apr_psprintf(req->pool, "%ld", (long)p->total));
}

/* ---------------------------------------------------------------- GET */

/* An answer in pieces: ours are signed, and others' read, one after the other. */
typedef struct answer_t {
    bdg_req_t *req;
    apr_array_header_t *own;       /* of bdg_prepared_t */
    apr_array_header_t *told;      /* of bdg_ob_told_t */
    int at, pass, open;            /* pass 0: ours; 1: others' JSON; 2: others' JWS; open: the pass whose array is begun, plus one */
    apr_pool_t *pool;              /* of one credential */
} answer_t;

/* Members stand in arrays, and an array that would be empty is left out (section Serialization). */
static void begin(answer_t *a, bdg_buf_t *out, int jws)
{
    int open = jws ? 2 : 1;
    if (a->open == open)
        bdg_buf_char(out, ',');
    else
        bdg_buf_printf(out, "%s\"%s\":[", a->open ? "]," : "", jws ? "compactJwsString" : "credential");
    a->open = open;
}

static bdg_err_t *tell(answer_t *a, bdg_buf_t *out, const bdg_ob_told_t *t)
{
    const char *data;
    size_t len;
    bdg_db_t *db;
    json_t *parsed;
    BDG_TRY(bdg_req_db(a->req, &db));
    bdg_err_t *e = bdg_ob_credential_data(&data, &len, db, a->req->actor.account_id, t->id, a->pool);
    bdg_req_db_release(a->req);
    if (e || !data)
        return e;
    e = t->jws ? NULL : bdg_json_parse(&parsed, data, len, BDG_OB_CREDENTIAL_MAX, a->pool);
    if (e) {     /* came in another way, and is no JSON text by itself */
        bdg_err_clear(e);
        return NULL;
    }
    begin(a, out, t->jws);
    if (t->jws)
        bdg_json_write_str(out, apr_pstrmemdup(a->pool, data, strcspn(data, " \t\r\n")));
    else
        bdg_buf_add(out, data, len);
    return NULL;
}

static bdg_err_t *one(answer_t *a, bdg_buf_t *out)
{
    apr_array_header_t *list = a->pass ? a->told : a->own;
    if (a->at >= list->nelts) {
        a->pass++;
        a->at = 0;
        return NULL;
    }
    int i = a->at++;
    if (!a->pass) {
        begin(a, out, 0);
        return bdg_credential_write(out, a->req, &APR_ARRAY_IDX(list, i, bdg_prepared_t), a->pool);
    }
    const bdg_ob_told_t *t = &APR_ARRAY_IDX(list, i, bdg_ob_told_t);
    return t->jws == (a->pass == 2) ? tell(a, out, t) : NULL;
}

static bdg_err_t *produce(void *baton, bdg_buf_t *out, int *done)
{
    answer_t *a = baton;
    if (!a->open && !a->pass && !a->at)
        bdg_buf_char(out, '{');
    while (a->pass < 3 && out->len < 65536) {
        BDG_TRY(one(a, out));
        apr_pool_clear(a->pool);
    }
    *done = a->pass == 3;
    if (*done)
        bdg_buf_str(out, a->open ? "]}" : "}");
    return bdg_buf_check(out);
}

/* Ours first, newest first; then what was brought. Without keys (BadgesSecretFile) there are none of ours. */
static bdg_err_t *find(answer_t *a, page_t *p, bdg_req_t *req)
{
    bdg_db_t *db;
    apr_array_header_t *rows = apr_array_make(req->pool, 1, sizeof(bdg_assertion_t));
    int64_t own = 0, told, account = req->actor.account_id;
    BDG_TRY(bdg_req_db(req, &db));
    if (bdg_credential_offered(req->site))
        BDG_TRY(bdg_assertion_of_account(&rows, &own, db, account, p->since, p->limit, p->offset, req->pool));
    for (int i = 0; i < rows->nelts; i++)
        BDG_TRY(bdg_credential_prepare(apr_array_push(a->own), req, &APR_ARRAY_IDX(rows, i, bdg_assertion_t)));
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_ob_credential_count(&told, db, account, p->since));
    p->total = own + told;
    if (rows->nelts < p->limit)
        BDG_TRY(bdg_ob_credential_list(&a->told, db, account, p->since, p->limit - rows->nelts, p->offset > own ? p->offset - own : 0, req->pool));
    return NULL;
}

bdg_err_t *bdg_get_ob_credentials(bdg_req_t *req, bdg_res_t *res)
{
    page_t p;
    answer_t *a = apr_pcalloc(req->pool, sizeof *a);
    a->req = req;
    a->own = apr_array_make(req->pool, BDG_OB_LIMIT, sizeof(bdg_prepared_t));
    a->told = apr_array_make(req->pool, 1, sizeof(bdg_ob_told_t));
    apr_pool_create(&a->pool, req->pool);
    BDG_TRY(read_page(&p, req));
    BDG_TRY(find(a, &p, req));
    BDG_TRY(page_headers(req, res, &p));
    bdg_req_db_release(req);
    res->content_type = "application/json";
    res->produce = produce;
    res->produce_baton = a;
    return NULL;
}
