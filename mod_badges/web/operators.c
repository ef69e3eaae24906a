/* Pages for operators. */
#include "web/handlers.h"

static bdg_err_t *ignore_row(void *baton, const bdg_row_t *row)
{
    (void)baton;
    (void)row;
    return NULL;
}

bdg_err_t *bdg_get_healthz(bdg_req_t *req, bdg_res_t *res)
{
    bdg_db_t *db;
    BDG_TRY(bdg_req_db(req, &db));
    BDG_TRY(bdg_db_each(db, BDG_Q_PUBLIC_CHANGE_ALL, BDG_NO_ARGS, ignore_row, NULL));
    res->content_type = "text/plain; charset=utf-8";
    bdg_buf_str(res->body, "ok\n");
    return NULL;
}
