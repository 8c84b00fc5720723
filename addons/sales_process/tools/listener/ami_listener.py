#!/usr/bin/env python3
"""Tells Odoo about calls of an Asterisk exchange (MikoPBX and others) over AMI.

One file, only the standard library, Python 3.11 or newer: copy it to any machine that
reaches both the exchange and Odoo. It logs in to AMI, turns the stock events into
neutral ones and posts them as JSON `{"events": [...]}`, in order, to the address that
the connection shows in Odoo. While Odoo is down events wait in a bounded queue.

    AMI_HOST=10.0.0.5 AMI_USER=odoo AMI_SECRET=... ODOO_URL=https://... ami_listener.py
    ami_listener.py /etc/ami_listener.ini     sections [ami], [odoo], [listener]

Secrets come from the environment or the file and never stand in the log.
"""

import asyncio
import base64
import binascii
import configparser
import http.client
import json
import logging
import os
import re
import signal
import sqlite3
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_logger = logging.getLogger("ami_listener")

LINE_LIMIT = 64 * 1024  # bytes of one line; a longer one is cut
HEADER_LIMIT = 500  # lines of one message
UNPACKED_LIMIT = 1024 * 1024  # bytes of a packed call record
CALL_AGE = 6 * 3600  # seconds after which a silent call is forgotten
CALL_GRACE = 300  # seconds for which an ended call is remembered for its record
BATCH = 50  # events of one request
BACKOFF = (1, 2, 5, 10, 30, 60)  # seconds between attempts
ANSWER_LIMIT = 10  # seconds for the answer of the exchange or of Odoo
BANNER = re.compile(r"Call Manager/\S*\s*$")
REFUSED = (400, 413, 415, 422)  # Odoo does not take this request, ever

# ---- the stream ---------------------------------------------------------------------


class Message(dict):
    """{header in lower case: [values]}: a header may stand several times."""

    def one(self, *names):
        """The first value of the first header that has one; "" when none has."""
        values = (value for name in names for value in self.get(name.lower(), ()))
        return next((v for v in values if v and v != "<unknown>"), "")

    def variable(self, name):
        """The value of a `ChanVariable: name=value` line."""
        # older exchanges write the channel into the header: ChanVariable(SIP/1-2)
        named = (v for name, v in self.items() if name.startswith("chanvariable"))
        lines = [line for values in named for line in values]
        pairs = (line.partition(")=" if ")=" in line else "=") for line in lines)
        wanted = name.rstrip(")")
        found = (value for key, _sign, value in pairs if key == wanted)
        return next((value for value in found if value), "")


class Stream:
    """Cuts the bytes of AMI into messages, wherever the network has cut them.

    `banner` is the greeting once it has come. Exchanges name themselves in it as they
    like, so only its end is looked at.
    """

    def __init__(self):
        self.banner = ""
        self._rest = b""
        self._message = Message()

    def feed(self, data):
        """Return the messages that these bytes complete."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._rest = self._rest[:LINE_LIMIT]
        return list(filter(None, map(self._read_line, lines)))

    def _read_line(self, raw):
        line = raw[:LINE_LIMIT].decode("utf-8", "replace").rstrip("\r")
        if not line.strip():
            message, self._message = self._message, Message()
            return message
        name, sign, value = line.partition(":")
        if not sign:
            if BANNER.search(line) and not self.banner:
                self.banner = line.strip()
        elif sum(map(len, self._message.values())) < HEADER_LIMIT:
            self._message.setdefault(name.strip().lower(), []).append(value.strip())
        return None


# ---- from messages to neutral events -------------------------------------------------


@dataclass
class Leg:
    """One connection of a call: the ring of one telephone."""

    id: str
    extension: str = ""
    started_at: str = ""
    answered_at: str = ""
    is_over: bool = False
    result: str = ""


@dataclass
class Call:
    id: str
    direction: str = ""
    number: str = ""
    did: str = ""
    extension: str = ""  # of the employee who calls
    dialled: str = ""
    recording: str = ""
    started_at: str = ""
    is_told: bool = False
    is_over: bool = False
    is_local: bool = False  # begun by the exchange itself
    seq: int = 0
    touched: float = 0.0
    legs: dict = field(default_factory=dict)
    channels: dict = field(default_factory=dict)  # Uniqueid -> name, while they live


RESULTS = {
    "ANSWER": "answered",
    "ANSWERED": "answered",
    "CANCEL": "cancelled",  # the caller hung up
    "BUSY": "busy",
    "NOANSWER": "missed",
    "NO ANSWER": "missed",
    "DONTCALL": "missed",
    "TORTURE": "missed",
}
PEER = re.compile(r"^(?:PJSIP|SIP|IAX2|SCCP|DAHDI|Local)/(\d+)[@-]", re.IGNORECASE)


class Machine:
    """Turns messages of AMI into neutral events of calls; no input or output.

    Joined by `Linkedid`. The call is over with the channel that began it; one begun by
    a Local channel (a call ordered in Odoo) is over with its last channel, because
    Local channels leave a call that goes on.
    """

    def __init__(self, internal_digits=5):
        self.internal_digits = internal_digits
        self.calls = {}
        self._linked = {}  # Uniqueid and channel name -> Linkedid

    def feed(self, message, now=None):
        """Return the neutral events of one message.

        :param now: seconds since 1970, when the message has no `Timestamp`
        """
        reader = READERS.get(message.one("Event").lower())
        if not reader:
            return []
        moment = _read_moment(message.one("Timestamp"), now)
        self._forget(moment)
        return [event for event in reader(self, message, moment) if event]

    # ---- readers: one for each kind of message

    def _new_channel(self, message, moment):
        call = self._get_call(message, moment)
        unique, name = message.one("Uniqueid"), message.one("Channel")
        call.channels[unique] = name
        self._linked[unique] = self._linked[name] = call.id
        if unique != call.id:
            return []
        call.is_local = name.lower().startswith("local/")
        self._learn_caller(call, message)
        return [self._tell_start(call)]

    def _dial_begin(self, message, moment):
        call = self._get_call(message, moment)
        leg_id, name = message.one("DestUniqueid"), message.one("DestChannel")
        call.channels[leg_id] = name
        self._linked[leg_id] = self._linked[name] = call.id
        self._learn_caller(call, message)
        extension = self._get_extension(name, message.one("DestCallerIDNum"))
        self._learn_target(call, message, extension)
        start = self._tell_start(call)
        if name.lower().startswith("local/") or not leg_id:
            return [start]
        if call.direction == "out":
            extension = call.extension
        leg = call.legs.setdefault(leg_id, Leg(leg_id, extension, _iso(moment)))
        return [start, self._make(call, "ring", leg, started_at=leg.started_at)]

    def _dial_end(self, message, moment):
        call = self._find_call(message)
        leg = call and call.legs.get(message.one("DestUniqueid"))
        if not leg:
            return []
        self._learn_caller(call, message)
        status = message.one("DialStatus").upper()
        result = RESULTS.get(status, "failed")
        if result == "answered":
            return [self._tell_answer(call, leg, moment)]
        return [self._tell_leg_end(call, leg, moment, result)]

    def _bridge_enter(self, message, moment):
        call = self._find_call(message)
        leg = call and call.legs.get(message.one("Uniqueid"))
        return [self._tell_answer(call, leg, moment)] if leg else []

    def _link(self, message, moment):
        """Two channels are joined, as exchanges before Asterisk 12 say it."""
        for unique in (message.one("Uniqueid2"), message.one("Uniqueid1")):
            call = self.calls.get(self._linked.get(unique))
            if call and unique in call.legs:
                return [self._tell_answer(call, call.legs[unique], moment)]
        return []

    def _hangup(self, message, moment):
        call = self._find_call(message)
        if not call or call.is_over:
            return []
        unique = message.one("Uniqueid")
        call.channels.pop(unique, None)
        self._learn_caller(call, message)
        leg = call.legs.get(unique)
        events = [leg and self._tell_leg_end(call, leg, moment, _cause(message))]
        is_last = not call.channels if call.is_local else unique == call.id
        if is_last:
            events += self._finish(call, moment)
        return events

    def _record(self, message, moment):
        """The record of a leg: its times have no zone and are not looked at."""
        unique = message.one("UniqueID")
        target = message.one("DestinationChannel")
        call = self._find_call(message) or self.calls.get(self._linked.get(target))
        if not call:
            return []
        legs = {name: key for key, name in call.channels.items()}
        leg = call.legs.get(legs.get(target)) or _only(call.legs) or Leg(unique)
        result = RESULTS.get(message.one("Disposition").upper(), "failed")
        talk = message.one("BillableSeconds")
        values = {"result": result}
        if talk.isdigit() and len(talk) < 7:
            values["talk_seconds"] = int(talk)
        return [self._make(call, "summary", leg, **values)]

    def _user_event(self, message, moment):
        name = message.one("UserEvent").lower()
        if name == "interception":
            return self._arrival(message, moment)
        if name == "cdrconnector":
            return self._connector(unpack(message.one("AgiData")), moment)
        return []

    def _arrival(self, message, moment):
        """The exchange has found out who calls and which of our numbers."""
        call = self.calls.get(self._linked.get(message.one("chan1c")))
        if not call:
            return []
        call.number = call.number or self._outside(message.one("CALLERID"))
        call.did = call.did or message.one("FROM_DID")
        call.direction = call.direction or "in"
        return [self._tell_start(call)]

    def _connector(self, data, moment):
        """A ready record of the exchange: only its own machine sees these."""
        kind = CONNECTOR_EVENTS.get(data.get("action", ""))
        number, target = data.get("src_num", ""), data.get("dst_num", "")
        if not kind or not data.get("linkedid"):
            return []
        inside = (self._is_internal(number), self._is_internal(target))
        direction = {(True, True): "inner", (True, False): "out"}.get(inside, "in")
        result = RESULTS.get(data.get("disposition", "").upper(), "failed")
        zone = _find_zone(data.get(CONNECTOR_CLOCK[kind]), moment)
        event = {
            "event": kind,
            "call_id": data["linkedid"],
            "leg_id": data.get("UNIQUEID", ""),
            "direction": direction,
            "client_phone_raw": target if direction == "out" else number,
            "did": data.get("did", ""),
            "extension": number if direction == "out" else target,
            "started_at": _to_utc(data.get("start"), zone),
            "result": result if kind == "end" else "",
            "seq": list(CONNECTOR_EVENTS).index(data["action"]) + 1,
            "is_final": False,
        }
        if kind == "answer" or (kind == "end" and result == "answered"):
            event["answered_at"] = _to_utc(data.get("answer"), zone)
        if kind == "end":
            event["ended_at"] = _to_utc(data.get("endtime"), zone)
            file = data.get("recordingfile", "")
            event["recording_ref"] = f"file:{file}" if file else ""
            talk = data.get("billsec", "")
            event["talk_seconds"] = int(talk) if talk.isdigit() else 0
        return [event]

    # ---- what is learnt of a call

    def _get_call(self, message, moment):
        unique = message.one("Uniqueid")
        # a transfer joins two calls under one Linkedid: each channel keeps its own
        key = self._linked.get(unique) or message.one("Linkedid") or unique
        call = self.calls.setdefault(key, Call(key, started_at=_iso(moment)))
        call.touched = moment
        return call

    def _find_call(self, message):
        unique = message.one("Uniqueid")
        key = self._linked.get(unique) or message.one("Linkedid") or unique
        return self.calls.get(key)

    def _learn_caller(self, call, message):
        """Number and direction, of a message about the channel that began the call."""
        if message.one("Uniqueid") != call.id:
            return
        call.did = call.did or message.variable("FROM_DID")
        call.recording = message.variable("CDR(recordingfile)") or call.recording
        if call.direction:
            return
        caller, target = message.one("CallerIDNum"), _digits(message.one("Exten"))
        call.extension = self._get_extension(message.one("Channel"), caller)
        if not call.extension:
            call.direction, call.number = "in", self._outside(caller)
            call.did = call.did or target
        elif target:
            call.dialled = target
            is_inner = self._is_internal(target)
            call.direction = "inner" if is_inner else "out"
            call.number = "" if is_inner else target

    def _learn_target(self, call, message, extension):
        """A call ordered by the exchange tells only now where it goes."""
        if call.direction:
            return
        number = _digits(message.one("DestCallerIDNum"))
        if not number and not extension:
            return
        call.direction = "inner" if extension else "out"
        call.number = "" if extension else number

    def _get_extension(self, channel, caller):
        peer = PEER.match(channel)
        names = ([peer.group(1)] if peer else []) + [caller]
        return next((name for name in names if self._is_internal(name)), "")

    def _is_internal(self, number):
        return number.isdigit() and len(number) <= self.internal_digits

    def _outside(self, number):
        return number if re.search(r"\d{3}", number) else ""

    # ---- what is told

    def _make(self, call, kind, leg=None, **values):
        call.seq += 1
        own = leg.extension if leg else ""
        return {
            "event": kind,
            "call_id": call.id,
            "leg_id": leg.id if leg else "",
            "direction": call.direction,
            "client_phone_raw": call.number,
            "did": call.did,
            "extension": own or (call.extension if call.direction == "out" else ""),
            "result": "",
            "recording_ref": f"file:{call.recording}" if call.recording else "",
            "seq": call.seq,
            "is_final": False,
            **values,
        }

    def _tell_start(self, call):
        if call.is_told or not call.direction:
            return None
        call.is_told = True
        return self._make(call, "start", started_at=call.started_at)

    def _tell_answer(self, call, leg, moment):
        if leg.answered_at or leg.is_over:
            return None
        leg.answered_at = _iso(moment)
        return self._make(call, "answer", leg, answered_at=leg.answered_at)

    def _tell_leg_end(self, call, leg, moment, result):
        if leg.is_over:
            return None
        leg.is_over = True
        leg.result = "answered" if leg.answered_at else result
        values = {"started_at": leg.started_at, "ended_at": _iso(moment)}
        if leg.answered_at:
            values["answered_at"] = leg.answered_at
            values["talk_seconds"] = _seconds_between(leg.answered_at, moment)
        return self._make(call, "end", leg, result=leg.result, **values)

    def _finish(self, call, moment):
        """The whole call is over; legs that still stand are over too."""
        legs = call.legs.values()
        events = [self._tell_leg_end(call, leg, moment, "missed") for leg in legs]
        call.is_over = True
        answered = min((leg.answered_at for leg in legs if leg.answered_at), default="")
        values = {"started_at": call.started_at, "ended_at": _iso(moment)}
        if answered:
            values["answered_at"] = answered
            values["talk_seconds"] = _seconds_between(answered, moment)
        result = self._get_result(call, answered)
        last = self._make(call, "end", result=result, is_final=True, **values)
        return [*events, last] if call.direction else []

    def _get_result(self, call, answered):
        if answered:
            return "answered"
        results = [leg.result for leg in call.legs.values()]
        if call.direction == "in":
            return "busy" if set(results) == {"busy"} else "missed"
        return results[-1] if results else "cancelled"

    def _forget(self, moment):
        """Calls that ended, or of which nothing was heard, are not kept for ever."""
        old = [
            call
            for call in self.calls.values()
            if moment - call.touched > (CALL_GRACE if call.is_over else CALL_AGE)
        ]
        for call in old:
            del self.calls[call.id]
        if old:
            gone = {call.id for call in old}
            self._linked = {k: v for k, v in self._linked.items() if v not in gone}


CONNECTOR_CLOCK = {"ring": "start", "answer": "answer", "end": "endtime"}
CONNECTOR_EVENTS = {"dial": "ring", "dial_answer": "answer", "hangup_update_cdr": "end"}
READERS = {
    "newchannel": Machine._new_channel,
    "dialbegin": Machine._dial_begin,
    "dialend": Machine._dial_end,
    "bridgeenter": Machine._bridge_enter,
    "link": Machine._link,
    "bridge": Machine._link,
    "hangup": Machine._hangup,
    "cdr": Machine._record,
    "userevent": Machine._user_event,
}


def unpack(text):
    """The texts of a packed record (base64 of JSON, "GZ:" before compressed ones)."""
    packed = text.removeprefix("GZ:")
    try:
        data = base64.b64decode(packed, validate=True)
        if packed != text:
            data = zlib.decompressobj(47).decompress(data, UNPACKED_LIMIT)
        values = json.loads(data)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return {}
    if not isinstance(values, dict):
        return {}
    kept = {k: v for k, v in values.items() if isinstance(v, (str, int))}
    return {name: str(value) for name, value in kept.items()}


def _digits(text):
    return text if re.fullmatch(r"\+?\d{2,20}", text) else ""


def _cause(message):
    return "busy" if message.one("Cause") == "17" else "missed"


def _only(legs):
    return next(iter(legs.values())) if len(legs) == 1 else None


def _read_moment(text, now):
    try:
        moment = float(text)
    except ValueError:
        moment = 0.0
    if 0 < moment < 4_102_444_800:
        return moment
    return now or datetime.now(UTC).timestamp()


def _iso(moment):
    return datetime.fromtimestamp(int(moment), UTC).isoformat()[:19] + "Z"


def _seconds_between(start, moment):
    begun = datetime.fromisoformat(start.replace("Z", "+00:00")).timestamp()
    return max(0, int(moment) - int(begun))


def _read_local(text):
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if not 2000 <= moment.year <= 2100:
        return None
    return moment.replace(microsecond=0, tzinfo=None)


def _find_zone(text, moment):
    """The offset of the exchange's clock: what it wrote against when it was sent."""
    local = _read_local(text)
    near = datetime.fromtimestamp(int(moment), UTC).replace(tzinfo=None)
    step = timedelta(minutes=15)
    return step * round((local - near) / step) if local else timedelta()


def _to_utc(text, zone):
    local = _read_local(text)
    return (local - zone).isoformat() + "Z" if local else ""


# ---- the queue and Odoo ----------------------------------------------------------------


class Queue:
    """Events that Odoo has not taken yet, in order; the oldest go when it is full.

    :param path: file of the queue; ":memory:" forgets it when the program ends
    """

    def __init__(self, path=":memory:", limit=100_000):
        self.limit = limit
        self.dropped = 0
        self._base = sqlite3.connect(path)
        self._base.execute(
            "CREATE TABLE IF NOT EXISTS event"
            " (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL)"
        )

    def __len__(self):
        return self._base.execute("SELECT count(*) FROM event").fetchone()[0]

    def put(self, events):
        rows = [(json.dumps(event, ensure_ascii=False),) for event in events]
        with self._base:
            self._base.executemany("INSERT INTO event (body) VALUES (?)", rows)
        surplus = len(self) - self.limit
        if surplus > 0:
            self.dropped += surplus
            _logger.error("The queue is full: %s oldest events are lost", surplus)
            self.drop([key for key, _event in self.first(surplus)])

    def first(self, count):
        """The oldest (key, event) pairs."""
        rows = self._base.execute("SELECT * FROM event ORDER BY id LIMIT ?", (count,))
        return [(key, json.loads(body)) for key, body in rows]

    def drop(self, keys):
        with self._base:
            self._base.executemany(
                "DELETE FROM event WHERE id = ?", [(key,) for key in keys]
            )

    def close(self):
        self._base.close()


class NotTaken(Exception):
    """Odoo did not take a request; `status` is 0 when it could not be reached."""

    def __init__(self, status, reason, delay=0):
        super().__init__(f"{status or ''} {reason}".strip())
        self.status = status
        self.delay = delay


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The address holds a secret: it is sent to nobody else."""

    def redirect_request(self, *args, **kwargs):
        return None


class Sender:
    """Posts the queue to Odoo, oldest first, one request at a time."""

    def __init__(self, queue, url, secret="", ca_file=None):
        self.queue = queue
        self.sent = self.refused = 0
        self._url = url
        self._secret = secret
        self._woken = asyncio.Event()
        context = ssl.create_default_context(cafile=ca_file or None)
        https = urllib.request.HTTPSHandler(context=context)
        self._opener = urllib.request.build_opener(https, _NoRedirect)

    def put(self, events):
        if events:
            self.queue.put(events)
            self._woken.set()

    async def run(self):
        attempt = 0
        while True:
            self._woken.clear()
            try:
                while await self.send_some():
                    attempt = 0
            except NotTaken as error:
                delay = error.delay or BACKOFF[min(attempt, len(BACKOFF) - 1)]
                attempt += 1
                _logger.warning("Odoo: %s; %s events wait", error, len(self.queue))
                await asyncio.sleep(delay)
                continue
            await self._woken.wait()

    async def send_some(self):
        """Post one batch; return False when nothing waits.

        :raises NotTaken: the batch stays in the queue
        """
        pairs = self.queue.first(BATCH)
        while pairs:
            try:
                await asyncio.to_thread(self._post, [event for _key, event in pairs])
            except NotTaken as error:
                if error.status not in REFUSED:
                    raise
                if len(pairs) > 1:
                    pairs = pairs[: len(pairs) // 2]
                    continue
                self.refused += 1
                _logger.error("Odoo refuses an event (%s): it is left out", error)
            else:
                self.sent += len(pairs)
            self.queue.drop([key for key, _event in pairs])
            return True
        return False

    def _post(self, events):
        body = json.dumps({"events": events}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self._secret:
            headers["X-Token"] = self._secret
        request = urllib.request.Request(self._url, body, headers, method="POST")
        try:
            with self._opener.open(request, timeout=ANSWER_LIMIT) as answer:
                answer.read(65536)
        except urllib.error.HTTPError as error:
            with error:
                delay = error.headers.get("Retry-After", "")
            delay = min(int(delay), 600) if delay.isdigit() else 0
            raise NotTaken(error.code, "answer of Odoo", delay) from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            # the text of a ValueError may hold the address and with it the token
            reason = getattr(error, "reason", None) or type(error).__name__
            raise NotTaken(0, f"not reached, {reason}") from None


# ---- the exchange -----------------------------------------------------------------------


class AmiError(Exception):
    """The exchange closed the connection, refused the login or is no exchange."""


class Listener:
    """Keeps a connection to AMI and hands the events over to the sender."""

    def __init__(self, settings, sender):
        self.settings = settings
        self.sender = sender
        self.machine = Machine(settings.internal_digits)
        self.logins = 0
        self._writer = None

    async def run(self):
        attempt = 0
        while True:
            before = self.logins
            try:
                await self.listen()
            except (AmiError, OSError, TimeoutError) as error:
                _logger.warning("Exchange: %s", error or type(error).__name__)
            attempt = 0 if self.logins > before else attempt + 1
            pauses = self.settings.backoff
            await asyncio.sleep(pauses[min(attempt, len(pauses) - 1)])

    async def listen(self):
        """Log in and read until the connection ends.

        :raises AmiError: it ended, or the exchange does not let us in
        """
        settings = self.settings
        async with asyncio.timeout(ANSWER_LIMIT):
            reader, self._writer = await asyncio.open_connection(
                settings.host, settings.port
            )
        pinging = None
        try:
            stream = Stream()
            async with asyncio.timeout(ANSWER_LIMIT):
                early = await self._log_in(stream, reader)
            self.logins += 1
            _logger.info("Logged in to %s:%s", settings.host, settings.port)
            pinging = asyncio.create_task(self._keep_alive())
            self._take(early)
            while True:
                self._take(await self._read(stream, reader, settings.keepalive * 3))
        finally:
            if pinging:
                pinging.cancel()
            self._writer.close()

    async def _read(self, stream, reader, limit):
        # not wait_for: before Python 3.12 it may lose the cancellation of this task
        async with asyncio.timeout(limit):
            data = await reader.read(65536)
        if not data:
            raise AmiError("the connection was closed")
        messages = stream.feed(data)
        if not stream.banner:
            raise AmiError("this is no Call Manager")
        return messages

    async def _log_in(self, stream, reader):
        """Return the messages that came together with the answer to the login."""
        greeting = b""
        while b"\n" not in greeting and len(greeting) < 1024:
            data = await reader.read(1024)
            if not data:
                raise AmiError("the connection was closed")
            greeting += data
        messages = stream.feed(greeting)
        if not stream.banner:
            raise AmiError("this is no Call Manager")
        await self._send(
            "Login",
            Username=self.settings.user,
            Secret=self.settings.secret,
            Events="call,user,cdr",
        )
        while not any(message.one("Response") for message in messages):
            messages += await self._read(stream, reader, ANSWER_LIMIT)
        answer = next(m.one("Response") for m in messages if m.one("Response"))
        if answer.lower() != "success":
            raise AmiError("the login is refused: check user, secret and addresses")
        return messages

    async def _keep_alive(self):
        while True:
            await asyncio.sleep(self.settings.keepalive)
            await self._send("Ping")

    async def _send(self, action, **values):
        lines = {"Action": action, "ActionID": f"{action.lower()}-1", **values}
        clean = {name: re.sub(r"[\r\n]", "", value) for name, value in lines.items()}
        text = "".join(f"{name}: {value}\r\n" for name, value in clean.items())
        self._writer.write(f"{text}\r\n".encode())
        await self._writer.drain()

    def _take(self, messages):
        for message in messages:
            self.sender.put(self.machine.feed(message))

    async def log_off(self):
        if self._writer and not self._writer.is_closing():
            await self._send("Logoff")


# ---- settings and the program -------------------------------------------------------------


@dataclass(frozen=True)
class Settings:
    host: str
    user: str
    secret: str = field(repr=False)
    url: str = field(repr=False)
    port: int = 5038
    odoo_secret: str = field(default="", repr=False)
    ca_file: str = ""
    internal_digits: int = 5
    queue: str = ":memory:"
    queue_limit: int = 100_000
    keepalive: float = 30  # seconds between pings
    backoff: tuple = BACKOFF


# name of the setting: (section and key of the file, name in the environment)
NAMES = {
    "host": ("ami.host", "AMI_HOST"),
    "port": ("ami.port", "AMI_PORT"),
    "user": ("ami.user", "AMI_USER"),
    "secret": ("ami.secret", "AMI_SECRET"),
    "url": ("odoo.url", "ODOO_URL"),
    "odoo_secret": ("odoo.secret", "ODOO_SECRET"),
    "ca_file": ("odoo.ca_file", "ODOO_CA_FILE"),
    "internal_digits": ("listener.internal_digits", "LISTENER_INTERNAL_DIGITS"),
    "queue": ("listener.queue", "LISTENER_QUEUE"),
    "queue_limit": ("listener.queue_limit", "LISTENER_QUEUE_LIMIT"),
    "keepalive": ("listener.keepalive", "LISTENER_KEEPALIVE"),
}


def read_settings(path=None, environment=None):
    """Settings of a file; the environment wins.

    :raises ValueError: something is missing or is no number; secrets are not shown
    """
    environment = os.environ if environment is None else environment
    # a secret may contain the sign of interpolation
    parser = configparser.ConfigParser(interpolation=None)
    if path:
        with open(path, encoding="utf-8") as file:
            parser.read_file(file)
    values = {}
    for name, (key, variable) in NAMES.items():
        section, _dot, option = key.partition(".")
        text = environment.get(variable) or parser.get(section, option, fallback="")
        if text:
            values[name] = text
    missing = [
        NAMES[n][1] for n in ("host", "user", "secret", "url") if n not in values
    ]
    if missing:
        raise ValueError("not set: " + ", ".join(missing))
    for name in ("port", "internal_digits", "queue_limit", "keepalive"):
        if name in values and not values[name].isdigit():
            raise ValueError(f"{NAMES[name][1]} must be a whole number")
        if name in values:
            values[name] = int(values[name])
    if urllib.parse.urlsplit(values["url"]).scheme not in ("http", "https"):
        raise ValueError("ODOO_URL must begin with https:// or http://")
    return Settings(**values)


async def serve(settings, stop):
    """Listen until `stop` is set, then try to send what still waits."""
    queue = Queue(settings.queue, settings.queue_limit)
    sender = Sender(queue, settings.url, settings.odoo_secret, settings.ca_file)
    listener = Listener(settings, sender)
    tasks = [asyncio.create_task(work.run()) for work in (listener, sender)]
    stopping = asyncio.create_task(stop.wait())
    done, _rest = await asyncio.wait(
        [*tasks, stopping], return_when=asyncio.FIRST_COMPLETED
    )
    try:
        async with asyncio.timeout(2):
            await listener.log_off()
    except OSError:
        _logger.info("The exchange was not told of the end")
    await _end_tasks([*tasks, stopping])
    try:
        while await sender.send_some():
            pass
    except NotTaken as error:
        _logger.warning("Odoo: %s; %s events stay in the queue", error, len(queue))
    queue.close()
    for task in done - {stopping}:
        task.result()  # what broke it is told and ends the program


async def _end_tasks(tasks):
    while waiting := [task for task in tasks if not task.done()]:
        for task in waiting:
            task.cancel()
        await asyncio.wait(waiting, timeout=1)


async def _main(settings):
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await serve(settings, stop)


def main(arguments):
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    try:
        settings = read_settings(*arguments[:1])
    except (OSError, ValueError, configparser.Error) as error:
        _logger.error("Settings: %s", error)
        return 2
    asyncio.run(_main(settings))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
