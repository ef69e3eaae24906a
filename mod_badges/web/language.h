/* In which language a request is answered, and the menu in which another is chosen.
 *
 * Pages, and the errors that stand in for them, are in the first that there is of: ?lang= of the address, what the signed-in person chose, the cookie of
 * somebody who is not, Accept-Language, English. Documents, pictures and addresses for programs are English: they are the same for everyone. Public pages
 * look at no cookie. */
#ifndef BDG_WEB_LANGUAGE_H
#define BDG_WEB_LANGUAGE_H
#include "web/http.h"

const bdg_languages_t *bdg_req_languages(const bdg_req_t *req);
/* Before anything is known of the request but its headers. */
void bdg_req_language_asked(bdg_req_t *req);
/* Once route, query and person are known. Whoever is not signed in and asks with ?lang= on a page that is not public gets a cookie. */
void bdg_req_language_choose(bdg_req_t *req, bdg_res_t *res);
/* page.lang, page.dir where it is not ltr, and page.languages {list [{tag, name, href, current}]} where there are several. */
void bdg_page_languages(json_t *page, const bdg_req_t *req, const bdg_res_t *res);
#endif
