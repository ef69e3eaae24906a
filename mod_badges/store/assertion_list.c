#include "store/assertion_list.h"
#include "base/str.h"
#include <apr_strings.h>
#include <apr_tables.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_DAY (-25567)     /* 1900-01-01 */
#define LAST_DAY 2932896       /* 9999-12-31 */
#define FIRST_WINDOW 2000
#define LAST_WINDOW 32000
#define QUICK_WINDOW 4000      /* microseconds: a window that took less may be twice as long the next time */

enum { DOWN, UP };             /* the way an index is read */
typedef enum { KEY_ISSUED, KEY_EXPIRES, KEY_ROW, KEY_NAME, KEY_IDENTITY, KEY_ID } key_e;

/* An index, and the statements that read it. covers: state and both dates are in it, and @fits@ is not part of its statements. */
typedef struct driver_t {
    key_e key;
    int covers;
    bdg_query_e list[2], edge[2], count;
} driver_t;

#define PAIR(x) { BDG_Q_ASSERTION_LIST_##x##_DOWN, BDG_Q_ASSERTION_LIST_##x##_UP }
static const driver_t
    by_issued = { KEY_ISSUED, 1, PAIR(ISSUED), PAIR(ISSUED_EDGE), BDG_Q_ASSERTION_LIST_ISSUED_COUNT },
    by_badge_issued = { KEY_ISSUED, 1, PAIR(BADGE_ISSUED), PAIR(BADGE_ISSUED_EDGE), BDG_Q_ASSERTION_LIST_BADGE_ISSUED_COUNT },
    by_expires = { KEY_EXPIRES, 1, PAIR(EXPIRES), PAIR(EXPIRES_EDGE), BDG_Q_ASSERTION_LIST_EXPIRES_COUNT },
    by_badge_expires = { KEY_EXPIRES, 1, PAIR(BADGE_EXPIRES), PAIR(BADGE_EXPIRES_EDGE), BDG_Q_ASSERTION_LIST_BADGE_EXPIRES_COUNT },
    by_badge_text = { KEY_ISSUED, 0, PAIR(BADGE_SEARCH), PAIR(BADGE_ISSUED_EDGE), BDG_Q_ASSERTION_LIST_BADGE_SEARCH_COUNT },
    by_batch = { KEY_ROW, 0, PAIR(BATCH), PAIR(BATCH_EDGE), BDG_Q_ASSERTION_LIST_BATCH_FITS_COUNT },
    by_external = { KEY_ID, 0, PAIR(EXTERNAL), PAIR(EXTERNAL_EDGE), BDG_Q_ASSERTION_LIST_EXTERNAL_FITS_COUNT },
    by_name = { KEY_NAME, 0, PAIR(NAME), PAIR(NAME_EDGE), BDG_Q_ASSERTION_LIST_NAME_FITS_COUNT },
    by_identity = { KEY_IDENTITY, 0, PAIR(IDENTITY), PAIR(IDENTITY_EDGE), BDG_Q_ASSERTION_LIST_IDENTITY_FITS_COUNT };

/* A place in an index. */
typedef struct place_t { int set; bdg_date_t date; const char *text; int64_t n; } place_t;

typedef struct stream_t { const driver_t *driver; int64_t owner; int state; const char *pattern; } stream_t;

/* Streams of one order, merged. The list is one segment, or (text) several, one after the other. */
typedef struct segment_t {
    stream_t *streams;
    int nstreams, way;         /* way: the natural one */
    int sparse;                /* something is decided outside the key: read in windows */
    const char *not_external, *not_name;
} segment_t;

typedef struct list_t {
    bdg_db_t *db;
    const bdg_assertion_filter_t *f;
    apr_pool_t *pool;
    segment_t segments[3];
    int nsegments;
    const char *one;                                /* the public id that was searched */
    bdg_date_t issued_from, issued_to, expires_from, expires_to;
    int expires;                                    /* expires_from and expires_to matter */
    const char *name_like, *identity_like;          /* contains */
    apr_time_t deadline;
    int64_t looked;
} list_t;

/* ---------------------------------------------------------------- what to read */

static int looks_like_mail(const char *text) { return strchr(text, '@') != NULL; }

/* A credential's id by itself, or at the end of its address. */
static const char *public_id_of(const char *text, apr_pool_t *pool)
{
    const char *p = strstr(text, "/assertions/");
    p = p ? p + 12 : text;
    size_t n = strcspn(p, "./?#");
    const char *id = apr_pstrmemdup(pool, p, n);
    return n == BDG_ID_LEN && (p != text || !p[n]) && bdg_id_valid(id) ? id : NULL;
}

/* Addresses of mail are stored in lower case (bdg_email_normalise); those of the web are not. */
static const char *identity_text(const char *text, apr_pool_t *pool)
{
    char *s = apr_pstrdup(pool, text);
    if (strstr(s, "://"))
        return s;
    for (char *p = s; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    return s;
}

static segment_t *add_segment(list_t *l, int nstreams, int way)
{
    segment_t *s = &l->segments[l->nsegments++];
    memset(s, 0, sizeof *s);
    s->streams = apr_pcalloc(l->pool, sizeof *s->streams * (size_t)(nstreams ? nstreams : 1));
    s->way = way;
    s->not_external = s->not_name = "";
    return s;
}

static void add_stream(segment_t *s, const driver_t *driver, int64_t owner, int state, const char *pattern)
{
    s->streams[s->nstreams++] = (stream_t){ driver, owner, state, pattern };
}

static void plan_text(list_t *l)
{
    const bdg_assertion_filter_t *f = l->f;
    int more = f->badge_class_id || f->state != BDG_CREDENTIAL_ANY || f->issued_from != BDG_DATE_NONE || f->issued_to != BDG_DATE_NONE;
    const char *prefix = bdg_search_like(f->text, l->pool) + 1;      /* without the leading % */
    segment_t *s = add_segment(l, 1, UP);
    add_stream(s, &by_external, f->organisation_id, -1, f->text);
    s->sparse = more;
    if (!looks_like_mail(f->text)) {
        s = add_segment(l, 1, UP);
        add_stream(s, &by_name, f->organisation_id, -1, prefix);
        s->sparse = more;
        s->not_external = f->text;
    }
    s = add_segment(l, 1, UP);
    add_stream(s, &by_identity, f->organisation_id, -1, bdg_search_like(identity_text(f->text, l->pool), l->pool) + 1);
    s->sparse = more || !looks_like_mail(f->text);
    s->not_external = f->text;
    if (!looks_like_mail(f->text))
        s->not_name = prefix;
}

static void plan_dates(list_t *l, int text)
{
    const bdg_assertion_filter_t *f = l->f;
    int expiry = !text && (f->state == BDG_CREDENTIAL_EXPIRING || f->state == BDG_CREDENTIAL_EXPIRED);
    int from = f->state == BDG_CREDENTIAL_REVOKED ? BDG_ASSERTION_REVOKED : BDG_ASSERTION_ISSUED;
    int to = f->state == BDG_CREDENTIAL_REVOKED || f->state == BDG_CREDENTIAL_ANY ? BDG_ASSERTION_REVOKED : BDG_ASSERTION_ISSUED;
    const int64_t *badges = f->badge_class_id ? &f->badge_class_id : f->badges;
    int n = f->badge_class_id ? 1 : f->badges ? f->nbadges : 0;
    segment_t *s = add_segment(l, 2 * (n ? n : 1), expiry && f->state == BDG_CREDENTIAL_EXPIRING ? UP : DOWN);
    s->sparse = text || (expiry ? f->issued_from != BDG_DATE_NONE || f->issued_to != BDG_DATE_NONE : l->expires);
    for (int state = from; state <= to; state++) {
        if (!badges)
            add_stream(s, expiry ? &by_expires : &by_issued, f->organisation_id, state, NULL);
        for (int i = 0; i < n; i++)
            add_stream(s, text ? &by_badge_text : expiry ? &by_badge_expires : &by_badge_issued, badges[i], state, NULL);
    }
}

static void plan(list_t *l)
{
    const bdg_assertion_filter_t *f = l->f;
    int text = f->text && *f->text;
    l->issued_from = f->issued_from == BDG_DATE_NONE ? FIRST_DAY : f->issued_from;
    l->issued_to = f->issued_to == BDG_DATE_NONE ? LAST_DAY : f->issued_to;
    l->expires_from = f->state == BDG_CREDENTIAL_EXPIRED ? FIRST_DAY : f->today;
    l->expires_to = f->state == BDG_CREDENTIAL_EXPIRED ? f->today - 1 : f->state == BDG_CREDENTIAL_EXPIRING ? f->today + BDG_EXPIRING_DAYS : LAST_DAY;
    l->expires = f->state == BDG_CREDENTIAL_VALID || f->state == BDG_CREDENTIAL_EXPIRING || f->state == BDG_CREDENTIAL_EXPIRED;
    l->one = text ? public_id_of(f->text, l->pool) : NULL;
    if (l->one)
        return;
    if (text && f->contains) {
        l->name_like = bdg_search_like(f->text, l->pool);
        l->identity_like = bdg_search_like(identity_text(f->text, l->pool), l->pool);
    }
    if (f->batch_id) {
        segment_t *s = add_segment(l, 1, UP);
        add_stream(s, &by_batch, f->batch_id, -1, NULL);
        s->sparse = text || f->badge_class_id || f->state != BDG_CREDENTIAL_ANY || f->issued_from != BDG_DATE_NONE || f->issued_to != BDG_DATE_NONE;
    } else if (text && !f->contains) {
        plan_text(l);
    } else {
        plan_dates(l, text);
    }
}

/* ---------------------------------------------------------------- arguments */

typedef struct args_t { bdg_arg_t a[40]; int n; } args_t;

static void add(args_t *a, bdg_arg_t arg) { a->a[a->n++] = arg; }

static void add_owner(args_t *a, const list_t *l, const stream_t *s)
{
    add(a, BDG_INT(s->owner));
    if (s->driver->key == KEY_ISSUED || s->driver->key == KEY_EXPIRES) {
        int issued = s->driver->key == KEY_ISSUED;
        add(a, BDG_INT(s->state));
        add(a, BDG_DATE(issued ? l->issued_from : l->expires_from));
        add(a, BDG_DATE(issued ? l->issued_to : l->expires_to));
    } else if (s->driver->key != KEY_ROW) {
        add(a, BDG_STR(s->pattern));
    }
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

static void add_fits(args_t *a, const list_t *l, const segment_t *s)
{
    const bdg_assertion_filter_t *f = l->f;
    bdg_arg_t expires = l->expires ? BDG_INT(1) : BDG_NULL, text = l->name_like ? BDG_INT(1) : BDG_NULL;
    add(a, BDG_INT_OR_NULL(f->badge_class_id));
    add(a, f->state == BDG_CREDENTIAL_ANY ? BDG_NULL : BDG_INT(f->state == BDG_CREDENTIAL_REVOKED ? BDG_ASSERTION_REVOKED : BDG_ASSERTION_ISSUED));
    add(a, BDG_DATE(l->issued_from));
    add(a, BDG_DATE(l->issued_to));
    add(a, expires);
    add(a, BDG_DATE(l->expires_from));
    add(a, BDG_DATE(l->expires_to));
    add(a, text);
    add(a, BDG_STR(l->name_like));
    add(a, BDG_STR(l->identity_like));
    add(a, BDG_STR(f->text));
    add(a, BDG_STR(s ? s->not_external : ""));
    add(a, BDG_STR(s ? s->not_name : ""));
}

/* What an index that covers decides beside its key. */
static void add_other(args_t *a, const list_t *l, const driver_t *d)
{
    int issued = d->key == KEY_ISSUED;
    int matters = issued ? l->expires : l->f->issued_from != BDG_DATE_NONE || l->f->issued_to != BDG_DATE_NONE;
    add(a, matters ? BDG_INT(1) : BDG_NULL);
    add(a, BDG_DATE(issued ? l->expires_from : l->issued_from));
    add(a, BDG_DATE(issued ? l->expires_to : l->issued_to));
}

static void add_rest(args_t *a, const list_t *l, const segment_t *s, const driver_t *d)
{
    if (d->covers)
        add_other(a, l, d);
    else
        add_fits(a, l, s);
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

static bdg_err_t *read_stream(apr_array_header_t *rows, int *n, const list_t *l, const segment_t *seg, const stream_t *s, int way, const place_t *from,
                              const place_t *upto, int limit)
{
    args_t a = { .n = 0 };
    take_t t = { rows, l->pool, s->driver->key, 0 };
    add_owner(&a, l, s);
    add_place(&a, s->driver, from);
    add_place(&a, s->driver, upto);
    add_rest(&a, l, seg, s->driver);
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

/* Reads the next rows of a segment into rows: at most want. *bound: where a window ended before that, so rows beyond are not known yet. */
static bdg_err_t *read_window(apr_array_header_t *rows, place_t *bound, list_t *l, const segment_t *seg, int way, const place_t *from, int want, int window)
{
    int first = rows->nelts;
    bound->set = 0;
    for (int i = 0; i < seg->nstreams; i++) {
        place_t edge = { .set = 0 };
        int n = 0;
        if (seg->sparse) {
            BDG_TRY(find_edge(&edge, l, &seg->streams[i], way, from, window));
            l->looked += window;
        }
        BDG_TRY(read_stream(rows, &n, l, seg, &seg->streams[i], way, from, &edge, want));
        if (n < want && edge.set && (!bound->set || seg->nstreams == 1 || (compare(&edge, bound) < 0) == (way == DOWN)))
            *bound = edge;
    }
    found_t *f = (found_t *)rows->elts + first;
    int n = rows->nelts - first;
    if (seg->nstreams > 1) {
        qsort(f, (size_t)n, sizeof *f, way == DOWN ? found_down : found_up);
        while (n && bound->set && (way == DOWN ? compare(&f[n - 1].place, bound) > 0 : compare(&f[n - 1].place, bound) < 0))
            n--;
    }
    if (n >= want) {
        n = want;
        bound->set = 0;
    }
    rows->nelts = first + n;
    return NULL;
}

/* ---------------------------------------------------------------- cursors: the segment's digit and a public id */

typedef struct at_t { int segment; place_t place; int found; key_e key; apr_pool_t *pool; const char *public_id; } at_t;

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
    at->place = place_of(&r, at->key);
    at->found = 1;
    return NULL;
}

static bdg_err_t *read_cursor(at_t *at, const list_t *l, const char *cursor)
{
    *at = (at_t){ .pool = l->pool };
    if (!cursor || cursor[0] < '0' || cursor[0] >= '0' + l->nsegments || !bdg_id_valid(cursor + 1))
        return NULL;
    at->segment = cursor[0] - '0';
    if (!l->segments[at->segment].nstreams)
        return NULL;
    at->key = l->segments[at->segment].streams[0].driver->key;
    BDG_TRY(bdg_db_each(l->db, BDG_Q_ASSERTION_LIST_CURSOR, BDG_ARGS(BDG_STR(cursor + 1), BDG_INT(l->f->organisation_id)), take_cursor, at));
    if (at->found && at->key == KEY_EXPIRES && at->place.date == BDG_DATE_NONE)
        at->found = 0;
    return NULL;
}

static const char *cursor_text(const list_t *l, int segment, const char *public_id) { return apr_psprintf(l->pool, "%d%s", segment, public_id); }

static bdg_err_t *take_public_id(void *baton, const bdg_row_t *row)
{
    at_t *at = baton;
    at->public_id = bdg_row_str(row, 0, at->pool);
    return NULL;
}

/* A window's edge as a cursor. In a batch the place holds the row, not the id. */
static bdg_err_t *edge_cursor(const char **out, const list_t *l, int segment, const place_t *p)
{
    at_t at = { .pool = l->pool };
    const stream_t *s = &l->segments[segment].streams[0];
    if (s->driver->key == KEY_ROW)
        BDG_TRY(bdg_db_one(l->db, BDG_Q_ASSERTION_LIST_CURSOR_OF_ROW, BDG_ARGS(BDG_INT(s->owner), BDG_INT(p->n)), take_public_id, &at));
    else
        BDG_TRY(bdg_db_one(l->db, BDG_Q_ASSERTION_LIST_CURSOR_OF, BDG_ARGS(BDG_INT(p->n)), take_public_id, &at));
    *out = cursor_text(l, segment, at.public_id);
    return NULL;
}

/* ---------------------------------------------------------------- pages */

typedef struct walk_t { apr_array_header_t *rows; int *segment_of; int ended; const char *stopped; } walk_t;

static int over(const list_t *l) { return l->deadline && apr_time_now() >= l->deadline; }

/* Walks from at (or from the end) until there are want rows. ended: there is nothing further that way. stopped: the time was over. */
static bdg_err_t *walk(walk_t *w, list_t *l, const at_t *at, int back, int want)
{
    int step = back ? -1 : 1, window = FIRST_WINDOW;
    for (int i = at->found ? at->segment : back ? l->nsegments - 1 : 0; i >= 0 && i < l->nsegments; i += step) {
        const segment_t *seg = &l->segments[i];
        int way = back ? !seg->way : seg->way;
        place_t from = { .set = 0 }, bound = { .set = 0 };
        if (at->found && i == at->segment)
            from = at->place;
        do {
            int before = w->rows->nelts;
            apr_time_t began = apr_time_now();
            BDG_TRY(read_window(w->rows, &bound, l, seg, way, &from, want - before, window));
            for (int k = before; k < w->rows->nelts; k++)
                w->segment_of[k] = i;
            if (w->rows->nelts >= want)
                return NULL;
            if (bound.set && over(l))
                return edge_cursor(&w->stopped, l, i, &bound);
            if (window < LAST_WINDOW && apr_time_now() - began < QUICK_WINDOW)
                window *= 2;
            from = bound;
        } while (bound.set);
    }
    w->ended = 1;
    return NULL;
}

static const char *row_cursor(const list_t *l, const walk_t *w, int i)
{
    return cursor_text(l, w->segment_of[i], APR_ARRAY_IDX(w->rows, i, found_t).row.public_id);
}

static void fill_page(bdg_assertion_page_t *page, const list_t *l, const walk_t *w, const char *cursor, int back, int limit)
{
    int n = w->rows->nelts < limit ? w->rows->nelts : limit, more = w->rows->nelts > limit;
    const char *on = w->stopped;
    page->rows = apr_palloc(l->pool, sizeof *page->rows * (size_t)(n ? n : 1));
    page->nrows = n;
    for (int i = 0; i < n; i++)
        page->rows[back ? n - 1 - i : i] = APR_ARRAY_IDX(w->rows, i, found_t).row;
    page->partial = on != NULL;
    page->looked = l->looked;
    if (more)
        on = row_cursor(l, w, n - 1);
    const char *other = !cursor ? NULL : n ? row_cursor(l, w, 0) : cursor;
    page->next = back ? other : on;
    page->previous = back ? on : other;
}

static bdg_err_t *read_one(bdg_assertion_page_t *page, const list_t *l)
{
    args_t a = { .n = 0 };
    take_t t = { apr_array_make(l->pool, 1, sizeof(found_t)), l->pool, KEY_ID, 0 };
    add(&a, BDG_INT(l->f->organisation_id));
    add(&a, BDG_STR(l->one));
    add(&a, BDG_INT_OR_NULL(l->f->batch_id));
    add_fits(&a, l, NULL);
    BDG_TRY(bdg_db_each(l->db, BDG_Q_ASSERTION_LIST_ONE, a.a, a.n, take, &t));
    page->rows = apr_palloc(l->pool, sizeof *page->rows);
    if (t.n) {
        page->rows[0] = APR_ARRAY_IDX(t.to, 0, found_t).row;
        page->nrows = 1;
    }
    return NULL;
}

bdg_err_t *bdg_assertion_list(bdg_assertion_page_t *page, bdg_db_t *db, const bdg_assertion_filter_t *filter, const char *cursor, int back, int limit,
                              apr_pool_t *pool)
{
    list_t l = { .db = db, .f = filter, .pool = pool, .deadline = apr_time_now() + BDG_LIST_BUDGET };
    at_t at;
    memset(page, 0, sizeof *page);
    limit = limit < 1 ? 1 : limit > 1000 ? 1000 : limit;
    plan(&l);
    if (l.one)
        return read_one(page, &l);
    BDG_TRY(read_cursor(&at, &l, cursor));
    for (;;) {
        walk_t w = { apr_array_make(pool, limit + 1, sizeof(found_t)), apr_pcalloc(pool, sizeof(int) * (size_t)(limit + 1)), 0, NULL };
        back = back && at.found;
        BDG_TRY(walk(&w, &l, &at, back, limit + 1));
        if (back && w.ended && w.rows->nelts <= limit) {   /* at the beginning: the first page, whole */
            at.found = 0;
            continue;
        }
        fill_page(page, &l, &w, at.found ? cursor : NULL, back, limit);
        return NULL;
    }
}

/* ---------------------------------------------------------------- counting */

static bdg_err_t *count_window(int64_t *n, const list_t *l, const segment_t *seg, const stream_t *s, const place_t *from, const place_t *upto, int64_t max)
{
    args_t a = { .n = 0 };
    add_owner(&a, l, s);
    add_place(&a, s->driver, from);
    add_place(&a, s->driver, upto);
    add_rest(&a, l, seg, s->driver);
    add(&a, BDG_INT(max));
    return bdg_db_int(l->db, s->driver->count, a.a, a.n, n);
}

/* Where an index knows it without looking at rows. 0 when none does. */
static bdg_err_t *count_plain(int64_t *n, int *known, const list_t *l, const segment_t *seg, const stream_t *s, int64_t max)
{
    const driver_t *d = s->driver;
    int dates = l->f->issued_from != BDG_DATE_NONE || l->f->issued_to != BDG_DATE_NONE;
    *known = 1;
    if ((d == &by_issued || d == &by_badge_issued) && l->f->state == BDG_CREDENTIAL_VALID && !dates)
        return bdg_db_int(l->db, d == &by_issued ? BDG_Q_ASSERTION_LIST_VALID_COUNT : BDG_Q_ASSERTION_LIST_BADGE_VALID_COUNT,
                          BDG_ARGS(BDG_INT(s->owner), BDG_DATE(l->f->today), BDG_INT(max)), n);
    if (!seg->sparse && d == &by_batch)
        return bdg_db_int(l->db, BDG_Q_ASSERTION_LIST_BATCH_COUNT, BDG_ARGS(BDG_INT(s->owner), BDG_INT(max)), n);
    *known = 0;
    return NULL;
}

/* Counts are taken in the down way of dates and the up way of all else: as the count statements are written. */
static bdg_err_t *count_stream(int64_t *n, int *stopped, const list_t *l, const segment_t *seg, const stream_t *s, int64_t max)
{
    int known, window = FIRST_WINDOW, way = s->driver->key == KEY_ISSUED || s->driver->key == KEY_EXPIRES ? DOWN : UP;
    place_t from = { .set = 0 };
    *n = 0;
    BDG_TRY(count_plain(n, &known, l, seg, s, max));
    while (!known && *n < max) {
        place_t edge = { .set = 0 };
        int64_t more;
        apr_time_t began = apr_time_now();
        if (seg->sparse || !s->driver->covers)
            BDG_TRY(find_edge(&edge, l, s, way, &from, window));
        BDG_TRY(count_window(&more, l, seg, s, &from, &edge, max - *n));
        *n += more;
        if (!edge.set)
            break;
        if (over(l)) {
            *stopped = 1;
            break;
        }
        if (window < LAST_WINDOW && apr_time_now() - began < QUICK_WINDOW)
            window *= 2;
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
    if (l.one) {
        bdg_assertion_page_t page = { .nrows = 0 };
        BDG_TRY(read_one(&page, &l));
        *n = page.nrows;
    }
    for (int i = 0; i < l.nsegments && !stopped; i++)
        for (int k = 0; k < l.segments[i].nstreams && !stopped && *n <= max; k++) {
            int64_t more;
            BDG_TRY(count_stream(&more, &stopped, &l, &l.segments[i], &l.segments[i].streams[k], max + 1 - *n));
            *n += more;
        }
    *kind = *n > max ? BDG_COUNT_MORE : stopped ? BDG_COUNT_AT_LEAST : BDG_COUNT_EXACT;
    if (*n > max)
        *n = max;
    return NULL;
}

typedef struct badges_t { int64_t *ids; int n; } badges_t;

static bdg_err_t *take_badge(void *baton, const bdg_row_t *row)
{
    badges_t *b = baton;
    if (b->n <= BDG_LIST_BADGES_MAX)
        b->ids[b->n++] = bdg_row_int(row, 0);
    return NULL;
}

bdg_err_t *bdg_assertion_list_badges(int64_t **badges, int *n, bdg_db_t *db, int64_t organisation_id, int64_t account_id, uint64_t perms, apr_pool_t *pool)
{
    badges_t b = { apr_palloc(pool, sizeof(int64_t) * (BDG_LIST_BADGES_MAX + 1)), 0 };
    BDG_TRY(bdg_db_each(db, BDG_Q_ASSERTION_LIST_BADGES, BDG_ARGS(BDG_INT(organisation_id), BDG_INT(account_id), BDG_INT(perms)), take_badge, &b));
    *badges = b.ids;
    *n = b.n;
    return NULL;
}
