#include "store/assertion_list.h"
#include "base/str.h"
#include "store/assertion_below.h"
#include "store/assertion_text.h"
#include <apr_strings.h>
#include <apr_tables.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_DAY (-25567)     /* 1900-01-01 */
#define LAST_DAY 2932896       /* 9999-12-31 */
#define INDEX_WINDOW 4000      /* entries of an index; the first one */
#define ROW_WINDOW 250         /* rows, each perhaps from disk */
#define LOOKED_QUICKLY 25000   /* entries of an index that are counted while a page is made, */
#define LOOKED_WELL 2000000    /* and where somebody waits for the number */
#define LAST_WINDOW 64000
#define HOLDERS 100            /* organisations that are asked for at once */
#define HEADS 50
#define LEAST_WINDOW 100       /* of each of many organisations */

enum { DOWN, UP };             /* the way an index is read */
typedef enum { KEY_ISSUED, KEY_EXPIRES, KEY_ROW, KEY_NAME, KEY_IDENTITY, KEY_ID } key_e;
typedef enum { REST_EXPIRES, REST_ISSUED, REST_INDEX /* @fits_index@ */, REST_ROW /* @fits@ */ } rest_e;

/* An index, and the statements that read it. rest: what they decide beside the key. */
typedef struct driver_t {
    key_e key;
    rest_e rest;
    bdg_query_e list[2], edge[2], count;
    bdg_query_e below[2], below_count;   /* of an organisation and all below it */
} driver_t;

#define PAIR(x) { BDG_Q_ASSERTION_LIST_##x##_DOWN, BDG_Q_ASSERTION_LIST_##x##_UP }
#define DRIVER(x) PAIR(x), PAIR(x##_EDGE), BDG_Q_ASSERTION_LIST_##x##_COUNT
#define BELOW(x) DRIVER(x), { BDG_Q_ASSERTION_BELOW_##x##_DOWN, BDG_Q_ASSERTION_BELOW_##x##_UP }, BDG_Q_ASSERTION_BELOW_##x##_COUNT
#define NOT_BELOW { BDG_Q_COUNT, BDG_Q_COUNT }, BDG_Q_COUNT     /* belongs to one organisation */
static const driver_t
    by_issued = { KEY_ISSUED, REST_EXPIRES, BELOW(ISSUED) },
    by_badge_issued = { KEY_ISSUED, REST_EXPIRES, DRIVER(BADGE_ISSUED), NOT_BELOW },
    by_expires = { KEY_EXPIRES, REST_ISSUED, BELOW(EXPIRES) },
    by_badge_expires = { KEY_EXPIRES, REST_ISSUED, DRIVER(BADGE_EXPIRES), NOT_BELOW },
    by_badge_text = { KEY_ISSUED, REST_ROW, PAIR(BADGE_SEARCH), PAIR(BADGE_ISSUED_EDGE), BDG_Q_ASSERTION_LIST_BADGE_SEARCH_COUNT, NOT_BELOW },
    by_batch = { KEY_ROW, REST_ROW, DRIVER(BATCH), NOT_BELOW },
    by_external = { KEY_ID, REST_ROW, BELOW(EXTERNAL) },
    by_name = { KEY_NAME, REST_INDEX, BELOW(NAME) },
    by_identity = { KEY_IDENTITY, REST_INDEX, BELOW(IDENTITY) };

/* A place in an index. */
typedef struct place_t { int set; bdg_date_t date; const char *text; int64_t n; } place_t;

/* upto: where a stream of an organisation below ends, unless windows end it before. */
typedef struct stream_t { const driver_t *driver; int64_t owner; int state; const char *pattern; place_t upto; } stream_t;

typedef struct list_t {
    bdg_db_t *db;
    const bdg_assertion_filter_t *f;
    apr_pool_t *pool;
    stream_t *streams;                              /* of one order, merged; none for BDG_TEXT_ONE */
    int nstreams, way;                              /* way: the natural one */
    int below;                                      /* the streams stand for their organisation and all below it */
    int sparse;                                     /* something is decided outside the key: read in windows */
    bdg_date_t issued_from, issued_to, expires_from, expires_to;
    int dates, expires;                             /* issued_*, expires_* matter */
    const char *name_like, *identity_like;          /* contains */
    apr_time_t deadline;
    int64_t looked;
} list_t;

/* ---------------------------------------------------------------- what to read */

static void add_stream(list_t *l, const driver_t *driver, int64_t owner, int state, const char *pattern)
{
    l->streams[l->nstreams++] = (stream_t){ .driver = driver, .owner = owner, .state = state, .pattern = pattern };
}

static void plan_text(list_t *l)
{
    const bdg_assertion_filter_t *f = l->f;
    l->way = UP;
    l->sparse = f->badge_class_id || f->state != BDG_CREDENTIAL_ANY || l->dates;
    if (f->in == BDG_TEXT_EXTERNAL)
        add_stream(l, &by_external, f->organisation_id, -1, f->text);
    else if (f->in == BDG_TEXT_NAME)
        add_stream(l, &by_name, f->organisation_id, -1, bdg_assertion_prefix(f->text, l->pool));
    else
        add_stream(l, &by_identity, f->organisation_id, -1, bdg_assertion_prefix(bdg_assertion_identity_text(f->text, l->pool), l->pool));
}

/* Those that expire soon are few, whenever they were issued; those that expired are many, so dates of issue narrow better. */
static void plan_dates(list_t *l, int contains)
{
    const bdg_assertion_filter_t *f = l->f;
    int expiry = !contains && (f->state == BDG_CREDENTIAL_EXPIRING || (f->state == BDG_CREDENTIAL_EXPIRED && !l->dates));
    int from = f->state == BDG_CREDENTIAL_REVOKED ? BDG_ASSERTION_REVOKED : BDG_ASSERTION_ISSUED;
    int to = f->state == BDG_CREDENTIAL_REVOKED || f->state == BDG_CREDENTIAL_ANY ? BDG_ASSERTION_REVOKED : BDG_ASSERTION_ISSUED;
    const int64_t *badges = f->badge_class_id ? &f->badge_class_id : f->badges;
    int n = f->badge_class_id ? 1 : f->badges ? f->nbadges : 0;
    l->streams = apr_palloc(l->pool, sizeof *l->streams * 2 * (size_t)(n + 1));
    l->way = expiry && f->state == BDG_CREDENTIAL_EXPIRING ? UP : DOWN;
    l->sparse = contains || (expiry ? l->dates : l->expires);
    for (int state = from; state <= to; state++) {
        if (!badges)
            add_stream(l, expiry ? &by_expires : &by_issued, f->organisation_id, state, NULL);
        for (int i = 0; i < n; i++)
            add_stream(l, contains ? &by_badge_text : expiry ? &by_badge_expires : &by_badge_issued, badges[i], state, NULL);
    }
}

static void plan(list_t *l)
{
    const bdg_assertion_filter_t *f = l->f;
    int text = f->text && *f->text, contains = text && f->in == BDG_TEXT_CONTAINS;
    l->dates = f->issued_from != BDG_DATE_NONE || f->issued_to != BDG_DATE_NONE;
    l->issued_from = f->issued_from == BDG_DATE_NONE ? FIRST_DAY : f->issued_from;
    l->issued_to = f->issued_to == BDG_DATE_NONE ? LAST_DAY : f->issued_to;
    l->expires = f->state == BDG_CREDENTIAL_VALID || f->state == BDG_CREDENTIAL_EXPIRING || f->state == BDG_CREDENTIAL_EXPIRED;
    l->expires_from = f->state == BDG_CREDENTIAL_EXPIRED ? FIRST_DAY : f->today;
    l->expires_to = f->state == BDG_CREDENTIAL_EXPIRED ? f->today - 1 : f->state == BDG_CREDENTIAL_EXPIRING ? f->today + BDG_EXPIRING_DAYS : LAST_DAY;
    l->streams = apr_palloc(l->pool, sizeof *l->streams);
    l->below = f->reach != BDG_REACH_ALONE && !f->batch_id && !f->badge_class_id && !f->badges;
    if (text && f->in == BDG_TEXT_ONE)
        return;
    if (contains) {
        l->name_like = bdg_search_like(f->text, l->pool);
        l->identity_like = bdg_search_like(bdg_assertion_identity_text(f->text, l->pool), l->pool);
    }
    if (f->batch_id) {
        l->way = UP;
        l->sparse = text || f->badge_class_id || f->state != BDG_CREDENTIAL_ANY || l->dates;
        add_stream(l, &by_batch, f->batch_id, -1, NULL);
    } else if (text && !contains) {
        plan_text(l);
    } else {
        plan_dates(l, contains);
    }
}

/* ---------------------------------------------------------------- arguments */

typedef struct args_t { bdg_arg_t a[40]; int n; } args_t;

static void add(args_t *a, bdg_arg_t arg) { a->a[a->n++] = arg; }

/* What a stream is read by, but for its owner. */
static void add_key(args_t *a, const list_t *l, const stream_t *s)
{
    if (s->driver->key == KEY_ISSUED || s->driver->key == KEY_EXPIRES) {
        int issued = s->driver->key == KEY_ISSUED;
        add(a, BDG_INT(s->state));
        add(a, BDG_DATE(issued ? l->issued_from : l->expires_from));
        add(a, BDG_DATE(issued ? l->issued_to : l->expires_to));
    } else if (s->driver->key != KEY_ROW) {
        add(a, BDG_STR(s->pattern));
    }
}

static void add_owner(args_t *a, const list_t *l, const stream_t *s)
{
    add(a, BDG_INT(s->owner));
    add_key(a, l, s);
}

static bdg_arg_t place_arg(const driver_t *d, const place_t *p)
{
    if (!p->set)
        return BDG_NULL;
    if (d->key == KEY_ISSUED || d->key == KEY_EXPIRES)
        return BDG_DATE(p->date);
    return d->key == KEY_NAME || d->key == KEY_IDENTITY ? BDG_STR(p->text) : BDG_INT(p->n);
}

static void add_place(args_t *a, const driver_t *d, const place_t *p)
{
    bdg_arg_t key = place_arg(d, p);
    add(a, key);
    add(a, key);
    if (d->key == KEY_ROW || d->key == KEY_ID)
        return;
    add(a, key);
    add(a, p->set ? BDG_INT(p->n) : BDG_NULL);
}

static void add_fits_index(args_t *a, const list_t *l)
{
    const bdg_assertion_filter_t *f = l->f;
    add(a, BDG_INT_OR_NULL(f->badge_class_id));
    add(a, f->state == BDG_CREDENTIAL_ANY ? BDG_NULL : BDG_INT(f->state == BDG_CREDENTIAL_REVOKED ? BDG_ASSERTION_REVOKED : BDG_ASSERTION_ISSUED));
    add(a, BDG_DATE(l->issued_from));
    add(a, BDG_DATE(l->issued_to));
    add(a, l->expires ? BDG_INT(1) : BDG_NULL);
    add(a, BDG_DATE(l->expires_from));
    add(a, BDG_DATE(l->expires_to));
}

static void add_fits(args_t *a, const list_t *l)
{
    add_fits_index(a, l);
    add(a, l->name_like ? BDG_INT(1) : BDG_NULL);
    add(a, BDG_STR(l->name_like));
    add(a, BDG_STR(l->identity_like));
    add(a, BDG_STR(l->f->text));
}

static void add_rest(args_t *a, const list_t *l, const driver_t *d)
{
    int expires = d->rest == REST_EXPIRES;
    if (d->rest == REST_ROW) {
        add_fits(a, l);
    } else if (d->rest == REST_INDEX) {
        add_fits_index(a, l);
    } else {
        add(a, (expires ? l->expires : l->dates) ? BDG_INT(1) : BDG_NULL);
        add(a, BDG_DATE(expires ? l->expires_from : l->issued_from));
        add(a, BDG_DATE(expires ? l->expires_to : l->issued_to));
    }
}

/* ---------------------------------------------------------------- reading */

typedef struct found_t { bdg_assertion_row_t row; place_t place; } found_t;
typedef struct take_t { apr_array_header_t *to; apr_pool_t *pool; key_e key; int n; } take_t;

static place_t place_of(const bdg_assertion_row_t *r, key_e key)
{
    place_t p = { 1, BDG_DATE_NONE, NULL, r->id };
    if (key == KEY_ISSUED || key == KEY_EXPIRES)
        p.date = key == KEY_ISSUED ? r->issued_on : r->expires_on;
    else if (key == KEY_NAME || key == KEY_IDENTITY)
        p.text = key == KEY_NAME ? r->recipient_name : r->recipient_identity;
    else if (key == KEY_ROW)
        p.n = r->batch_row;
    return p;
}

static bdg_err_t *take(void *baton, const bdg_row_t *row)
{
    take_t *t = baton;
    found_t *f = apr_array_push(t->to);
    bdg_assertion_row_t *r = &f->row;
    int c = 0;
    r->id = bdg_row_int(row, c++);
    r->public_id = bdg_row_str(row, c++, t->pool);
    r->state = (int)bdg_row_int(row, c++);
    r->acceptance = (int)bdg_row_int(row, c++);
    r->recipient_type = (bdg_recipient_e)bdg_row_int(row, c++);
    r->recipient_name = bdg_row_str(row, c++, t->pool);
    r->recipient_identity = bdg_row_str(row, c++, t->pool);
    r->issued_on = bdg_row_date(row, c++);
    r->expires_on = bdg_row_date(row, c++);
    r->external_id = bdg_row_str(row, c++, t->pool);
    r->batch_row = (int)bdg_row_int(row, c++);
    r->badge_public_id = bdg_row_str(row, c++, t->pool);
    r->badge_state = bdg_row_str(row, c++, t->pool);
    r->badge_name = bdg_row_str(row, c++, t->pool);
    r->graphic_revision = (int)bdg_row_int(row, c++);
    r->batch_public_id = bdg_row_str(row, c++, t->pool);
    r->batch_name = bdg_row_str(row, c++, t->pool);
    r->badge_class_id = bdg_row_int(row, c++);
    r->organisation_id = bdg_row_int(row, c++);
    r->organisation_name = bdg_row_str(row, c++, t->pool);
    f->place = place_of(r, t->key);
    t->n++;
    return NULL;
}

typedef struct edge_t { place_t place; key_e key; apr_pool_t *pool; } edge_t;

static bdg_err_t *take_edge(void *baton, const bdg_row_t *row)
{
    edge_t *e = baton;
    e->place = (place_t){ 1, BDG_DATE_NONE, NULL, bdg_row_int(row, 0) };
    if (e->key == KEY_ISSUED || e->key == KEY_EXPIRES)
        e->place.date = bdg_row_date(row, 1);
    else if (e->key == KEY_NAME || e->key == KEY_IDENTITY)
        e->place.text = bdg_row_str(row, 1, e->pool);
    else if (e->key == KEY_ROW)
        e->place.n = bdg_row_int(row, 1);
    return NULL;
}

/* The place window rows on from `from`; not set when the index ends before. */
static bdg_err_t *find_edge(place_t *edge, const list_t *l, const stream_t *s, int way, const place_t *from, int window)
{
    args_t a = { .n = 0 };
    edge_t e = { { .set = 0 }, s->driver->key, l->pool };
    add_owner(&a, l, s);
    add_place(&a, s->driver, from);
    add(&a, BDG_INT(window - 1));
    BDG_TRY(bdg_db_each(l->db, s->driver->edge[way], a.a, a.n, take_edge, &e));
    *edge = e.place;
    return NULL;
}

static bdg_err_t *read_stream(apr_array_header_t *rows, int *n, const list_t *l, const stream_t *s, int way, const place_t *from, const place_t *upto,
                              int limit)
{
    args_t a = { .n = 0 };
    take_t t = { rows, l->pool, s->driver->key, 0 };
    add_owner(&a, l, s);
    add_place(&a, s->driver, from);
    add_place(&a, s->driver, upto);
    add_rest(&a, l, s->driver);
    add(&a, BDG_INT(limit));
    BDG_TRY(bdg_db_each(l->db, s->driver->list[way], a.a, a.n, take, &t));
    *n = t.n;
    return NULL;
}

/* Only streams of dates are merged, so only dates and ids are compared. < 0: a comes first when reading down. */
static int compare(const place_t *a, const place_t *b)
{
    if (a->date != b->date)
        return a->date > b->date ? -1 : 1;
    return a->n > b->n ? -1 : a->n < b->n;
}

static int found_down(const void *a, const void *b) { return compare(&((const found_t *)a)->place, &((const found_t *)b)->place); }
static int found_up(const void *a, const void *b) { return -found_down(a, b); }

static int before(const place_t *a, const place_t *b, int way) { return way == DOWN ? compare(a, b) < 0 : compare(a, b) > 0; }

/* The streams of the organisations in which the next rows lie: want heads are want rows, so none of these lies beyond the last of them. */
static bdg_err_t *spread(const stream_t **out, int *n, const list_t *l, int way, const place_t *from, int want)
{
    apr_array_header_t *to = apr_array_make(l->pool, want, sizeof(stream_t));
    want = l->sparse && want < HEADS ? HEADS : want;   /* not all of them fit */
    for (int i = 0; i < l->nstreams; i++) {
        const stream_t *s = &l->streams[i];
        apr_array_header_t *heads;
        args_t a = { .n = 0 };
        add_key(&a, l, s);
        add_place(&a, s->driver, from);
        add(&a, BDG_INT(s->owner));
        add(&a, BDG_INT(want));
        BDG_TRY(bdg_assertion_heads(&heads, l->db, s->driver->below[way], a.a, a.n, l->pool));
        const bdg_assertion_head_t *last = heads->nelts == want ? &APR_ARRAY_IDX(heads, want - 1, bdg_assertion_head_t) : NULL;
        for (int k = 0; k < heads->nelts; k++) {
            stream_t *own = apr_array_push(to);
            *own = *s;
            own->owner = APR_ARRAY_IDX(heads, k, bdg_assertion_head_t).organisation_id;
            own->upto = last ? (place_t){ 1, last->date, NULL, last->id } : (place_t){ .set = 0 };
        }
    }
    *out = (const stream_t *)to->elts;
    *n = to->nelts;
    return NULL;
}

/* Reads the next rows into rows: at most want. *bound: where a window ended before that, so rows beyond are not known yet. */
static bdg_err_t *read_window(apr_array_header_t *rows, place_t *bound, list_t *l, int way, const place_t *from, int want, int window)
{
    int first = rows->nelts, nstreams = l->nstreams;
    const stream_t *streams = l->streams;
    bound->set = 0;
    if (l->below)
        BDG_TRY(spread(&streams, &nstreams, l, way, from, want));
    window = l->below && nstreams > 1 ? window / nstreams + LEAST_WINDOW : window;
    for (int i = 0; i < nstreams; i++) {
        place_t edge = { .set = 0 };
        int n = 0;
        if (l->sparse) {
            BDG_TRY(find_edge(&edge, l, &streams[i], way, from, window));
            l->looked += window;
        }
        if (streams[i].upto.set && (!edge.set || before(&streams[i].upto, &edge, way)))
            edge = streams[i].upto;
        BDG_TRY(read_stream(rows, &n, l, &streams[i], way, from, &edge, want));
        if (n < want && edge.set && (!bound->set || before(&edge, bound, way)))
            *bound = edge;
    }
    found_t *f = (found_t *)rows->elts + first;
    int n = rows->nelts - first;
    if (nstreams > 1) {
        qsort(f, (size_t)n, sizeof *f, way == DOWN ? found_down : found_up);
        while (n && bound->set && before(bound, &f[n - 1].place, way))
            n--;
    }
    if (n >= want) {
        n = want;
        bound->set = 0;
    }
    rows->nelts = first + n;
    return NULL;
}

/* ---------------------------------------------------------------- windows */

typedef struct pace_t { int window; apr_time_t began; } pace_t;

static pace_t pace_make(const list_t *l) { return (pace_t){ l->nstreams && l->streams[0].driver->rest == REST_ROW ? ROW_WINDOW : INDEX_WINDOW, apr_time_now() }; }

/* After a window: is there time for another? It grows while there is plenty. */
static int pace_on(pace_t *p, const list_t *l)
{
    apr_time_t now = apr_time_now(), took = now - p->began;
    p->began = now;
    if (!l->deadline)
        return 1;
    apr_time_t left = l->deadline - now;
    if (took < left / 4 && p->window < LAST_WINDOW)
        p->window *= 2;
    return took < left;
}

/* ---------------------------------------------------------------- cursors: public ids, with a ~ when the row itself belongs to the page */

typedef struct at_t { place_t place; key_e key; apr_pool_t *pool; const char *public_id; int64_t organisation_id; } at_t;

static bdg_err_t *take_cursor(void *baton, const bdg_row_t *row)
{
    at_t *at = baton;
    bdg_assertion_row_t r = { .id = bdg_row_int(row, 0) };
    at->public_id = bdg_row_str(row, 1, at->pool);
    r.issued_on = bdg_row_date(row, 2);
    r.expires_on = bdg_row_date(row, 3);
    r.batch_row = (int)bdg_row_int(row, 4);
    r.recipient_name = bdg_row_str(row, 5, at->pool);
    r.recipient_identity = bdg_row_str(row, 6, at->pool);
    at->organisation_id = bdg_row_int(row, 7);
    at->place = place_of(&r, at->key);
    at->place.set = at->key != KEY_EXPIRES || r.expires_on != BDG_DATE_NONE;
    return NULL;
}

static bdg_err_t *read_cursor(at_t *at, const list_t *l, const char *cursor, int back)
{
    *at = (at_t){ .pool = l->pool };
    if (!cursor || strlen(cursor) < BDG_ID_LEN || !l->nstreams)
        return NULL;
    const char *id = apr_pstrmemdup(l->pool, cursor, BDG_ID_LEN), *mark = cursor + BDG_ID_LEN;
    if (!bdg_id_valid(id) || (*mark && strcmp(mark, "~")))
        return NULL;
    at->key = l->streams[0].driver->key;
    BDG_TRY(bdg_db_each(l->db, BDG_Q_ASSERTION_LIST_CURSOR, BDG_ARGS(BDG_STR(id), BDG_INT(l->f->organisation_id)), take_cursor, at));
    if (at->place.set && *mark)
        at->place.n += (back ? !l->way : l->way) == DOWN ? 1 : -1;
    return NULL;
}

/* From a page without rows back to where it was reached from. */
static const char *with_itself(const char *cursor, apr_pool_t *pool) { return apr_psprintf(pool, "%.*s~", BDG_ID_LEN, cursor); }

static bdg_err_t *take_public_id(void *baton, const bdg_row_t *row)
{
    at_t *at = baton;
    at->public_id = bdg_row_str(row, 0, at->pool);
    return NULL;
}

/* A window's edge as a cursor. In a batch the place holds the row, not the id. */
static bdg_err_t *edge_cursor(const char **out, const list_t *l, const place_t *p)
{
    at_t at = { .pool = l->pool };
    const stream_t *s = &l->streams[0];
    if (s->driver->key == KEY_ROW)
        BDG_TRY(bdg_db_one(l->db, BDG_Q_ASSERTION_LIST_CURSOR_OF_ROW, BDG_ARGS(BDG_INT(s->owner), BDG_INT(p->n)), take_public_id, &at));
    else
        BDG_TRY(bdg_db_one(l->db, BDG_Q_ASSERTION_LIST_CURSOR_OF, BDG_ARGS(BDG_INT(p->n)), take_public_id, &at));
    *out = at.public_id;
    return NULL;
}

/* ---------------------------------------------------------------- pages */

/* stopped: the time was over, and this cursor leads on. */
typedef struct walk_t { apr_array_header_t *rows; const char *stopped; } walk_t;

static bdg_err_t *walk_streams(walk_t *w, list_t *l, const place_t *at, int back, int want)
{
    int way = back ? !l->way : l->way;
    place_t from = *at, bound = { .set = 0 };
    pace_t pace = pace_make(l);
    do {
        BDG_TRY(read_window(w->rows, &bound, l, way, &from, want - w->rows->nelts, pace.window));
        if (bound.set && !pace_on(&pace, l))
            return edge_cursor(&w->stopped, l, &bound);
        from = bound;
    } while (bound.set);
    return NULL;
}

/* Names and addresses of several organisations: one organisation after the other. */
static bdg_err_t *walk_holders(walk_t *w, const list_t *l, const at_t *at, int back, int want)
{
    int way = back ? !l->way : l->way;
    int64_t next = at->place.set ? at->organisation_id : way == DOWN ? INT64_MAX : 0;
    place_t from = at->place;
    apr_array_header_t *holders;
    do {
        BDG_TRY(bdg_assertion_holders(&holders, l->db, l->streams->driver->below[way],
                                      BDG_ARGS(BDG_INT(l->f->organisation_id), BDG_INT(next), BDG_STR(l->streams->pattern), BDG_INT(HOLDERS)), l->pool));
        for (int i = 0; i < holders->nelts && w->rows->nelts < want && !w->stopped; i++) {
            stream_t own = *l->streams;
            list_t one = *l;
            own.owner = APR_ARRAY_IDX(holders, i, int64_t);
            one.streams = &own;
            one.below = 0;
            if (own.owner != at->organisation_id)
                from.set = 0;
            BDG_TRY(walk_streams(w, &one, &from, back, want));
            next = way == DOWN ? own.owner - 1 : own.owner + 1;
        }
    } while (holders->nelts == HOLDERS && w->rows->nelts < want && !w->stopped);
    return NULL;
}

static bdg_err_t *walk(walk_t *w, list_t *l, const at_t *at, int back, int want)
{
    int by_date = l->nstreams && (l->streams->driver->key == KEY_ISSUED || l->streams->driver->key == KEY_EXPIRES);
    return l->below && !by_date ? walk_holders(w, l, at, back, want) : walk_streams(w, l, &at->place, back, want);
}

static void fill_page(bdg_assertion_page_t *page, const list_t *l, const walk_t *w, const char *cursor, int back, int limit)
{
    int n = w->rows->nelts < limit ? w->rows->nelts : limit;
    const bdg_assertion_row_t *first = n ? &APR_ARRAY_IDX(w->rows, 0, found_t).row : NULL, *last = n ? &APR_ARRAY_IDX(w->rows, n - 1, found_t).row : NULL;
    const char *on = w->rows->nelts > limit ? last->public_id : w->stopped, *other = !cursor ? NULL : first ? first->public_id : with_itself(cursor, l->pool);
    page->rows = apr_palloc(l->pool, sizeof *page->rows * (size_t)(n ? n : 1));
    page->nrows = n;
    for (int i = 0; i < n; i++)
        page->rows[back ? n - 1 - i : i] = APR_ARRAY_IDX(w->rows, i, found_t).row;
    page->partial = w->stopped != NULL;
    page->looked = l->looked;
    page->next = back ? other : on;
    page->previous = back ? on : other;
}

static int may_see(const bdg_assertion_filter_t *f, int64_t badge_class_id)
{
    for (int i = 0; f->badges && i < f->nbadges; i++)
        if (f->badges[i] == badge_class_id)
            return 1;
    return !f->badges;
}

static bdg_err_t *read_one(bdg_assertion_page_t *page, const list_t *l)
{
    args_t a = { .n = 0 };
    take_t t = { apr_array_make(l->pool, 1, sizeof(found_t)), l->pool, KEY_ID, 0 };
    add(&a, BDG_INT(l->f->organisation_id));
    add(&a, l->f->reach == BDG_REACH_ALONE ? BDG_INT(1) : BDG_NULL);
    add(&a, BDG_STR(bdg_assertion_id_in(l->f->text, l->pool)));
    add(&a, BDG_INT_OR_NULL(l->f->batch_id));
    add_fits(&a, l);
    BDG_TRY(bdg_db_each(l->db, BDG_Q_ASSERTION_LIST_ONE, a.a, a.n, take, &t));
    page->rows = apr_palloc(l->pool, sizeof *page->rows);
    if (t.n && may_see(l->f, APR_ARRAY_IDX(t.to, 0, found_t).row.badge_class_id))
        page->rows[page->nrows++] = APR_ARRAY_IDX(t.to, 0, found_t).row;
    return NULL;
}

static void turn(apr_array_header_t *rows)
{
    found_t *f = (found_t *)rows->elts;
    for (int i = 0, j = rows->nelts - 1; i < j; i++, j--) {
        found_t spare = f[i];
        f[i] = f[j];
        f[j] = spare;
    }
}

bdg_err_t *bdg_assertion_list(bdg_assertion_page_t *page, bdg_db_t *db, const bdg_assertion_filter_t *filter, const char *cursor, int back, int limit,
                              apr_pool_t *pool)
{
    list_t l = { .db = db, .f = filter, .pool = pool, .deadline = apr_time_now() + BDG_LIST_BUDGET };
    at_t at;
    memset(page, 0, sizeof *page);
    limit = limit < 1 ? 1 : limit > 1000 ? 1000 : limit;
    plan(&l);
    if (filter->text && *filter->text && filter->in == BDG_TEXT_ONE)
        return read_one(page, &l);
    BDG_TRY(read_cursor(&at, &l, cursor, back));
    walk_t w = { apr_array_make(pool, limit + 1, sizeof(found_t)), NULL };
    back = back && at.place.set;
    BDG_TRY(walk(&w, &l, &at, back, limit + 1));
    if (back && !w.stopped && w.rows->nelts <= limit) {   /* at the beginning: the first page, filled up with what follows */
        turn(w.rows);
        at.place.n += l.way == DOWN ? 1 : -1;
        BDG_TRY(walk(&w, &l, &at, 0, limit + 1));
        back = at.place.set = 0;
    }
    fill_page(page, &l, &w, at.place.set ? cursor : NULL, back, limit);
    return NULL;
}

/* ---------------------------------------------------------------- counting */

static bdg_err_t *count_window(int64_t *n, const list_t *l, const stream_t *s, const place_t *from, const place_t *upto, int64_t max)
{
    args_t a = { .n = 0 };
    add_owner(&a, l, s);
    add_place(&a, s->driver, from);
    add_place(&a, s->driver, upto);
    add_rest(&a, l, s->driver);
    add(&a, BDG_INT(max));
    return bdg_db_int(l->db, s->driver->count, a.a, a.n, n);
}

/* Where another index, or nothing but the key, knows it. */
static bdg_err_t *count_plain(int64_t *n, int *known, const list_t *l, const stream_t *s, int64_t max)
{
    const driver_t *d = s->driver;
    *known = 1;
    if ((d == &by_issued || d == &by_badge_issued) && l->f->state == BDG_CREDENTIAL_VALID && !l->dates)
        return bdg_db_int(l->db, d == &by_issued ? BDG_Q_ASSERTION_LIST_VALID_COUNT : BDG_Q_ASSERTION_LIST_BADGE_VALID_COUNT,
                          BDG_ARGS(BDG_INT(s->owner), BDG_DATE(l->f->today), BDG_INT(max)), n);
    if (d == &by_batch && !l->sparse)
        return bdg_db_int(l->db, BDG_Q_ASSERTION_LIST_BATCH_ALL_COUNT, BDG_ARGS(BDG_INT(s->owner), BDG_INT(max)), n);
    *known = 0;
    return NULL;
}

/* Of all below: so many are looked at. */
static bdg_err_t *count_below(int64_t *n, int *stopped, const list_t *l, const stream_t *s, int64_t max)
{
    args_t a = { .n = 0 };
    int64_t most = l->deadline && l->deadline - apr_time_now() <= BDG_COUNT_BUDGET ? LOOKED_QUICKLY : LOOKED_WELL, looked;
    most = !l->sparse && max < most ? max : most;
    add_rest(&a, l, s->driver);
    add_owner(&a, l, s);
    add(&a, BDG_INT(most));
    BDG_TRY(bdg_assertion_counted(&looked, n, l->db, s->driver->below_count, a.a, a.n));
    *stopped |= looked == most && *n < max;
    return NULL;
}

/* The count statements read dates down and all else up. */
static bdg_err_t *count_stream(int64_t *n, int *stopped, const list_t *l, const stream_t *s, int64_t max)
{
    int known, way = s->driver->key == KEY_ISSUED || s->driver->key == KEY_EXPIRES ? DOWN : UP;
    place_t from = { .set = 0 };
    pace_t pace = pace_make(l);
    *n = 0;
    if (l->below)
        return count_below(n, stopped, l, s, max);
    BDG_TRY(count_plain(n, &known, l, s, max));
    while (!known && *n < max) {
        place_t edge = { .set = 0 };
        int64_t more;
        if (l->sparse)
            BDG_TRY(find_edge(&edge, l, s, way, &from, pace.window));
        BDG_TRY(count_window(&more, l, s, &from, &edge, max - *n));
        *n += more;
        if (!edge.set)
            break;
        if (!pace_on(&pace, l)) {
            *stopped = 1;
            break;
        }
        from = edge;
    }
    return NULL;
}

bdg_err_t *bdg_assertion_list_count(int64_t *n, bdg_count_e *kind, bdg_db_t *db, const bdg_assertion_filter_t *filter, int64_t max,
                                    apr_interval_time_t budget, apr_pool_t *pool)
{
    list_t l = { .db = db, .f = filter, .pool = pool, .deadline = budget ? apr_time_now() + budget : 0 };
    int stopped = 0;
    *n = 0;
    plan(&l);
    if (filter->text && *filter->text && filter->in == BDG_TEXT_ONE) {
        bdg_assertion_page_t page = { .nrows = 0 };
        BDG_TRY(read_one(&page, &l));
        *n = page.nrows;
    }
    for (int i = 0; i < l.nstreams && !stopped && *n <= max; i++) {
        int64_t more;
        BDG_TRY(count_stream(&more, &stopped, &l, &l.streams[i], max + 1 - *n));
        *n += more;
    }
    *kind = *n > max ? BDG_COUNT_MORE : stopped ? BDG_COUNT_AT_LEAST : BDG_COUNT_EXACT;
    if (*n > max)
        *n = max;
    return NULL;
}
