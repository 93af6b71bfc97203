"""Random actions of many connections at mixed isolation levels, whose backends are killed now and then.

A request that is lost is sent again with its key until it is answered: what was acknowledged in the end is what is
booked. Eighty actions always; 10,000 by
`KABOOM_PROFILE=long ./tests/run tests/system/money/test_killed_clients_of_mixed_isolation_lose_nothing.py`.
"""

import os
import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID, uuid4

import psycopg
from psycopg import IsolationLevel
from support.sessions import Market, Rows, Session

CLIENTS, USERS = 8, 4
ACTIONS = {"short": 10, "long": 1250}
LEVELS = [None, None, IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE]
# A lost connection is no answer, and 40001 asks to send the request again. A deadlock (40P01) is not among them.
ANSWERS = {"done", "KB101", "KB102", "KB103", "KB107", "KB110", "KB111", "KB132", "KB133", "KB134", "KB140", "KB141", "KB142"}
AGAIN = {"lost", "57P01", "40001", "KB134"}


@dataclass
class Account:
    user: UUID
    portfolio: UUID


@dataclass
class Client:
    """One client: what it did, and what was acknowledged."""

    market: Market
    accounts: list[Account]
    dice: random.Random
    answers: Counter[str] = field(default_factory=Counter)
    paid: dict[UUID, Decimal] = field(default_factory=dict)
    shares: dict[UUID, int] = field(default_factory=dict)
    fills: set[str] = field(default_factory=set)

    def send(self, user: UUID | None, query: str, *arguments: object) -> str:
        """Send a request until it is answered; a session that was lost is opened again."""
        while True:
            try:
                with Session(self.market.conninfo, user) as session:
                    session.connection.isolation_level = self.dice.choice(LEVELS)
                    answer = session.outcome(query, *arguments)
            except psycopg.OperationalError:
                answer = "lost"
            self.answers[answer] += 1
            if answer not in AGAIN:
                return answer

    def look(self, query: str, *arguments: object) -> Rows:
        while True:
            try:
                with Session(self.market.conninfo) as session:
                    return session.commit(query, *arguments)
            except psycopg.OperationalError:
                continue

    def act(self) -> None:
        account = self.dice.choice(self.accounts)
        action = self.dice.choice([self.pay, self.trade, self.trade, self.trade, self.transfer, self.archive, self.refresh])
        action(account)

    def pay(self, account: Account) -> None:
        amount = Decimal(self.dice.randint(1, 5_000_000)) / 100
        function, sign = self.dice.choice([("deposit_cash", 1), ("withdraw_cash", -1)])
        if self.send(account.user, f"select {function}(%s, %s, %s)", account.portfolio, amount, str(uuid4())) == "done":
            self.paid[account.portfolio] = self.paid.get(account.portfolio, Decimal(0)) + sign * amount

    def transfer(self, account: Account) -> None:
        quantity = self.dice.choice([5, 10, -5])
        query = "select transfer_shares(%s, '7203', %s, %s, %s)"
        cost = 1000 * quantity if quantity > 0 else None
        if self.send(None, query, account.portfolio, quantity, cost, str(uuid4())) == "done":
            self.shares[account.portfolio] = self.shares.get(account.portfolio, 0) + quantity

    def archive(self, account: Account) -> None:
        self.send(account.user, "select archive_portfolio(%s)", account.portfolio)
        self.send(account.user, "update portfolios set is_active = true where id = %s returning id", account.portfolio)

    def refresh(self, account: Account) -> None:
        self.send(None, "select refresh_valuations()")

    def trade(self, account: Account) -> None:
        side, quantity = self.dice.choice(["buy", "buy", "sell"]), self.dice.randint(1, 30)
        place = "select place_order(%s, '7203', %s, %s, %s, client_order_id => %s)"
        self.send(account.user, place, account.portfolio, side, quantity, self.dice.randint(900, 1100), str(uuid4()))
        for trade, open_quantity in self.look(
            "select id, remaining_quantity from trades where portfolio_id = %s and remaining_quantity > 0"
            " order by random() limit 2",
            account.portfolio,
        ):
            name = str(uuid4())
            part = self.dice.randint(1, open_quantity)
            if (
                self.send(None, "select record_execution(%s, %s, %s, %s)", trade, name, part, self.dice.randint(900, 1100))
                == "done"
            ):
                self.fills.add(name)
                if self.dice.random() < 0.2:
                    self.send(None, "select reverse_execution(%s, %s, %s)", trade, name, name + "-back")
            if self.dice.random() < 0.3:
                self.send(None, "update trades set order_id = %s where id = %s returning id", str(trade), trade)
            close = self.dice.choice(["cancel_order", "cancel_order", "confirm_cancel", "refuse_cancel", "reject_order"])
            self.send(account.user if close == "cancel_order" else None, f"select {close}(%s)", trade)


def kill_now_and_then(market: Market, finished: threading.Event, seed: int) -> int:
    """Terminate a random backend of the database again and again, until the clients have finished."""
    killed = 0
    dice = random.Random(seed)
    query = (
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid() order by random() limit 1"
    )
    while not finished.wait(dice.uniform(0.02, 0.3)):
        killed += len(market.owner(query))
    return killed


def test_killed_clients_of_mixed_isolation_lose_nothing(clone: str) -> None:
    market = Market(clone)
    accounts = []
    for user in [market.new_user() for _ in range(USERS)]:
        accounts.append(Account(user, market.new_portfolio(user, 1_000_000)))
    with Session(market.conninfo) as feed:
        feed.commit(
            "insert into market_data (symbol, timeframe, data_timestamp, close_price)"
            " values ('7203', '1m', date_trunc('minute', now()), 1000)"
            " returning id"
        )
    clients = [Client(market, accounts, random.Random(seed)) for seed in range(CLIENTS)]
    finished = threading.Event()
    turns = ACTIONS[os.environ.get("KABOOM_PROFILE", "short")]

    def work(client: Client) -> None:
        for _ in range(turns):
            client.act()

    with ThreadPoolExecutor(CLIENTS + 1) as pool:
        killer = pool.submit(kill_now_and_then, market, finished, 1)
        try:
            list(pool.map(work, clients))
        finally:
            finished.set()
        assert killer.result() > 0

    answers = sum((client.answers for client in clients), Counter[str]())
    assert set(answers) - AGAIN <= ANSWERS, answers
    for account in accounts:
        paid = market.owner(
            "select capital_paid_in - capital_withdrawn - initial_capital from portfolios where id = %s", account.portfolio
        )[0][0]
        assert paid == sum(client.paid.get(account.portfolio, Decimal(0)) for client in clients)
        moved = market.owner(
            "select coalesce(sum(quantity), 0) from position_adjustments where portfolio_id = %s", account.portfolio
        )[0][0]
        assert moved == sum(client.shares.get(account.portfolio, 0) for client in clients)
    stored = {row[0] for row in market.owner("select execution_id from trade_executions where reverses is null")}
    assert stored == set().union(*(client.fills for client in clients))
    assert market.wrong_figures() == []
