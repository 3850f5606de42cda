/* SPDX-License-Identifier: Apache-2.0
 *
 * Several connects at once, the first that answers wins: each is watched in short slices with a
 * look at "should I give up" in between. One address refuses, one never answers.
 *
 * Entry: race_run.
 */
#include <sys/param.h>
#include <sys/systm.h>
#include <sys/socket.h>
#include <sys/kpi_socket.h>
#include <netinet/in.h>
#include <string.h>

#define RC_MAX 4
#define RC_SLICE_US 20000
#define RC_ROUNDS 200

struct rc_try {
	socket_t	t_so;
	int		t_state;	/* 0 trying, 1 won, -1 lost */
	int		t_error;
	struct sockaddr_storage t_addr;
};

static int rc_give_up(int round) { return round >= RC_ROUNDS; }

static void
rc_in(struct rc_try *t, u_int32_t addr, u_int16_t port)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)&t->t_addr;

	bzero(&t->t_addr, sizeof(t->t_addr));
	sin->sin_len = sizeof(*sin);
	sin->sin_family = AF_INET;
	sin->sin_port = port;
	sin->sin_addr.s_addr = htonl(addr);
}

static void
rc_start(struct rc_try *t)
{
	int one = 1;

	t->t_state = -1;
	t->t_error = sock_socket(t->t_addr.ss_family, SOCK_STREAM, 0, NULL, NULL, &t->t_so);
	if (t->t_error)
		return;
	t->t_error = sock_ioctl(t->t_so, FIONBIO, &one);
	if (!t->t_error)
		t->t_error = sock_connect(t->t_so, (struct sockaddr *)&t->t_addr, 0);
	if (t->t_error == 0)
		t->t_state = 1;
	else if (t->t_error == EINPROGRESS)
		t->t_state = 0;
}

static void
rc_look(struct rc_try *t)
{
	struct timeval tv;

	tv.tv_sec = 0;
	tv.tv_usec = RC_SLICE_US;
	t->t_error = sock_connectwait(t->t_so, &tv);
	if (t->t_error == 0)
		t->t_state = 1;
	else if (t->t_error != EINPROGRESS)
		t->t_state = -1;
}

int
race_run(void)
{
	struct rc_try tries[RC_MAX];
	struct sockaddr_in bound;
	socket_t listener, deaf;
	int error, i, round, winner = -1, refused = 0;

	error = sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &listener);
	if (error)
		return error;
	bzero(tries, sizeof(tries));
	rc_in(&tries[0], INADDR_LOOPBACK, 0);
	error = sock_bind(listener, (struct sockaddr *)&tries[0].t_addr);
	if (!error)
		error = sock_listen(listener, 4);
	if (!error)
		error = sock_getsockname(listener, (struct sockaddr *)&bound, sizeof(bound));
	/* A bound socket that does not listen refuses. */
	if (!error)
		error = sock_socket(AF_INET, SOCK_STREAM, 0, NULL, NULL, &deaf);
	if (error) {
		sock_close(listener);
		return error;
	}
	error = sock_bind(deaf, (struct sockaddr *)&tries[0].t_addr);
	rc_in(&tries[1], INADDR_LOOPBACK, bound.sin_port);
	if (!error)
		error = sock_getsockname(deaf, (struct sockaddr *)&bound, sizeof(bound));
	rc_in(&tries[0], INADDR_LOOPBACK, bound.sin_port);
	for (i = 0; i < 2 && !error; i++)
		rc_start(&tries[i]);
	for (round = 0; !error && winner < 0 && !rc_give_up(round); round++) {
		for (i = 0; i < 2; i++) {
			if (tries[i].t_state == 0)
				rc_look(&tries[i]);
			if (tries[i].t_state < 0 && tries[i].t_error == ECONNREFUSED)
				refused = 1;
			if (tries[i].t_state > 0)
				winner = i;
		}
	}
	if (winner >= 0 && !sock_isconnected(tries[winner].t_so))
		error = ENOTCONN;
	for (i = 0; i < 2; i++)
		if (tries[i].t_so)
			sock_close(tries[i].t_so);
	sock_close(deaf);
	sock_close(listener);
	if (error)
		return error;
	printf("winner %d, refused %d\n", winner, refused);
	return winner == 1 && refused ? 0 : EHOSTUNREACH;
}
