/*
 * fault_ask.h: `fault_server ask`: a request to a running server, so that
 * scripts need neither curl nor jq.
 */
#ifndef TESTS_TOOLS_FAULT_ASK_H
#define TESTS_TOOLS_FAULT_ASK_H

/*
 *	ask PORT PATH [KEY...]     GET; prints the answer's body, or what the
 *	                           keys lead to in its JSON: names of members,
 *	                           numbers of items, and at the end "length"
 *	ask PORT PATH -d TEXT      POST of the text; prints the body
 *
 * Texts are printed bare. Returns the exit code: 0; 1: no answer, a status
 * other than 200, or nothing there; 2: a wrong call.
 */
int fault_ask(int argc, char **argv);

#endif
