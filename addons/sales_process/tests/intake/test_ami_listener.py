import asyncio
import itertools
import json
import logging
import os
import sys
import tempfile
from random import Random

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ...tools.intake.telephony.event import Hook, from_json
from ...tools.intake.telephony.fold import fold_events
from ...tools.listener import ami_listener as ami
from ..common import DATA, SalesProcessCommon

BANNER = b"PBX Call Manager/11.0.0\r\n"
TOKEN = "very-secret-token"
SECRET = "ami-secret"


def read_transcript(name):
    return (DATA / "telephony" / f"ami_{name}.txt").read_bytes() + b"\n\n"


def read_events(data, **options):
    """The neutral events of a transcript."""
    stream, machine = ami.Stream(), ami.Machine(**options)
    events = [machine.feed(message) for message in stream.feed(data)]
    return list(itertools.chain(*events))


def message(**headers):
    headers = {"Timestamp": "1763469606.0", **headers}
    return ami.Message({name.lower(): [value] for name, value in headers.items()})


def newchannel(unique, channel, number, linked=None, exten="", **more):
    return message(
        Event="Newchannel",
        Timestamp="1763469600.1",
        Uniqueid=unique,
        Linkedid=linked or unique,
        Channel=channel,
        CallerIDNum=number,
        Exten=exten,
        **more,
    )


def dial(kind, source, target, linked, channel="", number="", **more):
    return message(
        Event=kind,
        Timestamp=more.pop("moment", "1763469605.5"),
        Uniqueid=source,
        Linkedid=linked,
        DestUniqueid=target,
        DestChannel=channel,
        DestCallerIDNum=number,
        **more,
    )


def hangup(unique, linked, moment="1763469660.0", **more):
    return message(
        Event="Hangup", Timestamp=moment, Uniqueid=unique, Linkedid=linked, **more
    )


@tagged("post_install", "-at_install")
class TestAmiStream(BaseCase):
    """Bytes become messages, wherever they are cut."""

    def test_cut_at_every_byte(self):
        for name in ("incoming_missed", "userevent_cdrconnector"):
            data = read_transcript(name)
            whole = ami.Stream().feed(data)
            for place in range(len(data)):
                stream = ami.Stream()
                found = stream.feed(data[:place]) + stream.feed(data[place:])
                self.assertEqual(found, whole)

    def test_byte_by_byte_and_carriage_returns(self):
        data = read_transcript("incoming_answered")
        whole = ami.Stream().feed(data)
        stream = ami.Stream()
        windows = data.replace(b"\n", b"\r\n")
        single = [stream.feed(windows[n : n + 1]) for n in range(len(windows))]

        self.assertEqual(list(itertools.chain(*single)), whole)

    def test_both_banners(self):
        for banner in (BANNER, b"Asterisk Call Manager/9.0.0\r\n"):
            stream = ami.Stream()
            found = stream.feed(banner + b"Response: Success\r\n\r\n")
            self.assertEqual(stream.banner, banner.decode().strip())
            self.assertEqual(found[0].one("Response"), "Success")

    def test_duplicate_headers(self):
        data = b"ChanVariable: FROM_DID=7495\nChanVariable: CDR(recordingfile)=/a=b\n"
        (found,) = ami.Stream().feed(data + b"Uniqueid: 1\nUniqueid: 2\n\n")

        self.assertEqual(found.variable("FROM_DID"), "7495")
        self.assertEqual(found.variable("CDR(recordingfile)"), "/a=b")
        self.assertEqual(found.one("Uniqueid"), "1")

    def test_memory_is_bounded(self):
        stream = ami.Stream()
        stream.feed(b"a" * 10_000_000)
        self.assertLessEqual(len(stream._rest), ami.LINE_LIMIT)
        (found,) = stream.feed(b"\n" + b"A: 1\n" * 5000 + b"\n")
        self.assertLessEqual(len(found["a"]), ami.HEADER_LIMIT)


@tagged("post_install", "-at_install")
class TestAmiMachine(BaseCase):
    """Messages of AMI become neutral events that Odoo folds into the right call."""

    def _fold(self, events):
        return fold_events([from_json(event) for event in events])

    def test_the_answered_call(self):
        events = read_events(read_transcript("incoming_answered"))

        names = [event["event"] for event in events]
        self.assertEqual(names, ["start", "ring", "answer", "end", "end"])
        facts = self._fold(events)
        self.assertEqual(facts.state, "answered")
        self.assertEqual(facts.direction, "in")
        self.assertEqual(facts.number, "79123456789")
        self.assertEqual(facts.did, "74957770011")
        self.assertEqual(facts.extension, "201")
        self.assertEqual(facts.talk_seconds, 164)
        self.assertEqual(facts.started_at.isoformat(), "2025-11-18T12:40:09")
        self.assertTrue(facts.is_over)
        self.assertEqual([e["is_final"] for e in events], [False] * 4 + [True])
        self.assertEqual(events[1]["leg_id"], "mikopbx-1763469610.373")

    def test_the_missed_call(self):
        events = read_events(read_transcript("incoming_missed"))

        facts = self._fold(events)
        self.assertEqual(facts.state, "missed")
        self.assertEqual(facts.rung, ("202",))
        self.assertEqual(events[-2]["result"], "cancelled")
        self.assertEqual(events[-1]["result"], "missed")
        self.assertTrue(facts.is_over)

    def test_the_packed_record(self):
        (event,) = read_events(read_transcript("userevent_cdrconnector"))

        self.assertEqual(event["call_id"], "mikopbx-1763469609.369")
        self.assertEqual(event["started_at"], "2025-11-18T12:40:10Z")
        self.assertEqual(event["answered_at"], "2025-11-18T12:40:18Z")
        self.assertEqual(event["ended_at"], "2025-11-18T12:43:02Z")
        self.assertEqual(event["talk_seconds"], 164)
        self.assertTrue(event["recording_ref"].startswith("file:/storage/"))

    def test_a_compressed_record(self):
        import base64
        import gzip

        body = gzip.compress(json.dumps({"action": "dial", "linkedid": 5}).encode())
        packed = "GZ:" + base64.b64encode(body).decode()
        self.assertEqual(ami.unpack(packed), {"action": "dial", "linkedid": "5"})
        for broken in ("GZ:AAAA", "%%%", "", "GZ:", "W10=", "eyJh"):
            self.assertEqual(ami.unpack(broken), {})

    def test_a_ring_group_has_one_answer(self):
        machine = ami.Machine()
        feeds = [newchannel("1", "PJSIP/trunk-1", "79991112233", exten="74957770011")]
        for unique, extension in (("2", "201"), ("3", "202"), ("4", "203")):
            name = f"PJSIP/{extension}-a"
            feeds.append(newchannel(unique, name, extension, linked="1"))
            feeds.append(dial("DialBegin", "1", unique, "1", name, extension))
        feeds.append(dial("DialEnd", "1", "3", "1", DialStatus="ANSWER"))
        for unique in ("2", "4"):
            feeds.append(dial("DialEnd", "1", unique, "1", DialStatus="CANCEL"))
            feeds.append(hangup(unique, "1"))
        feeds += [hangup("3", "1"), hangup("1", "1")]
        events = [event for feed in feeds for event in machine.feed(feed)]

        facts = self._fold(events)
        self.assertEqual((facts.state, facts.extension), ("answered", "202"))
        self.assertEqual(facts.rung, ("201", "202", "203"))
        self.assertEqual(sum(event["is_final"] for event in events), 1)

    def test_an_outgoing_call(self):
        for status, expected in (
            ("ANSWER", "answered"),
            ("BUSY", "busy"),
            ("CANCEL", "cancelled"),
            ("NOANSWER", "missed"),
            ("CONGESTION", "failed"),
        ):
            machine = ami.Machine()
            feeds = [
                newchannel("1", "PJSIP/201-1", "201", exten="89991112233"),
                newchannel("2", "PJSIP/trunk-1", "", linked="1"),
                dial("DialBegin", "1", "2", "1", "PJSIP/trunk-1", "89991112233"),
                dial("DialEnd", "1", "2", "1", DialStatus=status),
                hangup("2", "1"),
                hangup("1", "1"),
            ]
            facts = self._fold([e for feed in feeds for e in machine.feed(feed)])
            with self.subTest(status):
                self.assertEqual(facts.direction, "out")
                self.assertEqual(facts.state, expected)
                self.assertEqual(facts.number, "89991112233")
                self.assertEqual(facts.extension, "201")

    def test_an_internal_call(self):
        machine = ami.Machine()
        feeds = [
            newchannel("1", "PJSIP/201-1", "201", exten="202"),
            dial("DialBegin", "1", "2", "1", "PJSIP/202-1", "202"),
            hangup("1", "1"),
        ]
        events = [event for feed in feeds for event in machine.feed(feed)]
        self.assertEqual({event["direction"] for event in events}, {"inner"})

    def test_a_call_ordered_by_the_exchange(self):
        """It begins with Local channels, which leave it while it goes on."""
        machine = ami.Machine()
        feeds = [
            newchannel("1", "Local/201@internal-1;1", "", exten="s"),
            newchannel("2", "Local/201@internal-1;2", "", linked="1"),
            newchannel("3", "PJSIP/201-1", "201", linked="1"),
            dial("DialBegin", "2", "3", "1", "PJSIP/201-1", "201"),
            dial("DialEnd", "2", "3", "1", DialStatus="ANSWER"),
            hangup("1", "1"),
            hangup("2", "1"),
            hangup("3", "1"),
        ]
        events = [machine.feed(feed) for feed in feeds]
        self.assertFalse(any(e["is_final"] for found in events[:-1] for e in found))
        self.assertTrue(events[-1][-1]["is_final"])

    def test_an_attended_transfer_keeps_both_calls(self):
        """The second call gets the Linkedid of the first one when they are joined."""
        machine = ami.Machine()
        feeds = [
            newchannel("1", "PJSIP/trunk-1", "79991112233", exten="74957770011"),
            dial("DialBegin", "1", "2", "1", "PJSIP/201-1", "201"),
            dial("DialEnd", "1", "2", "1", DialStatus="ANSWER"),
            newchannel("5", "PJSIP/201-2", "201", exten="202"),
            dial("DialBegin", "5", "6", "5", "PJSIP/202-1", "202"),
            dial("DialEnd", "5", "6", "5", DialStatus="ANSWER"),
            hangup("2", "1"),
            hangup("5", "1"),
            hangup("6", "1"),
            hangup("1", "1"),
        ]
        events = [event for feed in feeds for event in machine.feed(feed)]
        final = [event["call_id"] for event in events if event["is_final"]]
        self.assertEqual(final, ["5", "1"])

    def test_recording_and_record(self):
        machine = ami.Machine()
        feeds = [
            newchannel("1", "PJSIP/trunk-1", "79991112233", exten="74957770011"),
            dial("DialBegin", "1", "2", "1", "PJSIP/201-1", "201"),
            dial("DialEnd", "1", "2", "1", DialStatus="ANSWER"),
            hangup("2", "1", ChanVariable="CDR(recordingfile)=/wrong"),
            hangup("1", "1", ChanVariable="CDR(recordingfile)=/rec/1.webm"),
            message(
                Event="Cdr",
                Timestamp="1763469661.0",
                UniqueID="1",
                DestinationChannel="PJSIP/201-1",
                Disposition="ANSWERED",
                BillableSeconds="54",
            ),
        ]
        events = [event for feed in feeds for event in machine.feed(feed)]
        self.assertEqual(events[-1]["event"], "summary")
        self.assertEqual(events[-1]["talk_seconds"], 54)
        self.assertEqual(events[-1]["leg_id"], "2")
        self.assertEqual(self._fold(events).recording_ref, "file:/rec/1.webm")

    def test_the_arrival_tells_who_calls(self):
        machine = ami.Machine()
        machine.feed(newchannel("1", "PJSIP/trunk-1", "<unknown>"))
        machine.feed(
            message(
                Event="UserEvent",
                UserEvent="Interception",
                chan1c="PJSIP/trunk-1",
                CALLERID="79991112233",
                FROM_DID="74957770011",
            )
        )
        (event,) = machine.feed(hangup("1", "1"))
        self.assertEqual(event["client_phone_raw"], "79991112233")
        self.assertEqual((event["did"], event["result"]), ("74957770011", "missed"))

    def test_an_old_exchange(self):
        machine = ami.Machine()
        machine.feed(newchannel("1", "SIP/trunk-1", "79991112233"))
        machine.feed(dial("DialBegin", "1", "2", "1", "SIP/201-1", "201"))
        (event,) = machine.feed(message(Event="Link", Uniqueid1="1", Uniqueid2="2"))
        self.assertEqual((event["event"], event["extension"]), ("answer", "201"))

    def test_the_end_of_an_unknown_call_tells_nothing(self):
        self.assertFalse(ami.Machine().feed(hangup("9", "9")))

    def test_calls_are_forgotten(self):
        machine = ami.Machine()
        machine.feed(newchannel("1", "PJSIP/trunk-1", "79991112233"))
        machine.feed(newchannel("2", "PJSIP/trunk-2", "79991112233"))
        machine.feed(hangup("1", "1"))
        later = str(1763469660.0 + ami.CALL_GRACE + 1)
        machine.feed(hangup("9", "9", moment=later))
        self.assertEqual(set(machine.calls), {"2"})
        machine.feed(hangup("9", "9", moment=str(float(later) + ami.CALL_AGE)))
        self.assertFalse(machine.calls or machine._linked)

    def test_damaged_transcripts_never_raise(self):
        random = Random(19)
        for name in ("incoming_answered", "incoming_missed", "userevent_cdrconnector"):
            data = read_transcript(name)
            for _number in range(200):
                damaged = bytearray(data)
                for _byte in range(random.randint(1, 40)):
                    damaged[random.randrange(len(data))] = random.randrange(256)
                for event in read_events(bytes(damaged)):
                    json.dumps(event)

    def test_lines_in_any_order_give_the_same_number_of_ends(self):
        data = read_transcript("incoming_answered")
        events = read_events(data + data)
        self.assertEqual(sum(event["is_final"] for event in events), 1)


class FakeOdoo:
    """An HTTP server that keeps what it is told; `statuses` are its next answers."""

    def __init__(self):
        self.statuses = []
        self.events = []
        self.requests = []
        self.server = None

    async def start(self, port=0):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        return self.server.sockets[0].getsockname()[1]

    async def stop(self):
        self.server.close()
        await self.server.wait_closed()

    async def _serve(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = dict(
            line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line
        )
        body = await reader.readexactly(int(lines["content-length"]))
        status = self.statuses.pop(0) if self.statuses else 200
        status = status(json.loads(body)) if callable(status) else status
        self.requests.append((head.split("\r\n")[0], lines, status))
        if status == 200:
            self.events += json.loads(body)["events"]
        extra = "Location: http://127.0.0.1:1/\r\n" if status == 302 else ""
        answer = f"HTTP/1.1 {status} X\r\n{extra}Content-Length: 0\r\n"
        writer.write(f"{answer}Connection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


class FakeExchange:
    """An AMI server: greets, checks the login, sends a transcript to each visitor."""

    def __init__(self, *transcripts, banner=BANNER, refusals=0):
        self.transcripts = list(transcripts)
        self.banner = banner
        self.refusals = refusals
        self.received = []
        self.server = None

    async def start(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self.server.sockets[0].getsockname()[1]

    async def stop(self):
        self.server.close()
        await self.server.wait_closed()

    async def _serve(self, reader, writer):
        try:
            await self._talk(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the visitor has gone
        finally:
            writer.close()

    async def _talk(self, reader, writer):
        writer.write(self.banner[:5])
        await writer.drain()
        writer.write(self.banner[5:])
        self.received.append((await reader.readuntil(b"\r\n\r\n")).decode())
        if self.refusals:
            self.refusals -= 1
            writer.write(b"Response: Error\r\nMessage: Authentication failed\r\n\r\n")
            return
        # the first events may come together with the answer
        data = b"Response: Success\r\n\r\n"
        if self.transcripts:
            data += self.transcripts.pop(0)
            for place in range(0, len(data), 700):
                writer.write(data[place : place + 700])
                await writer.drain()
        else:
            writer.write(data)
        if self.transcripts:
            return  # the connection breaks
        while True:
            self.received.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(b"Response: Success\r\nPing: Pong\r\n\r\n")


@tagged("post_install", "-at_install")
class TestAmiClient(BaseCase):
    """The program against a false exchange and a false Odoo."""

    def setUp(self):
        super().setUp()
        self.answered = read_transcript("incoming_answered").split(b"\n", 1)[1]
        self.missed = read_transcript("incoming_missed").split(b"\n", 1)[1]

    def _run(self, scenario):
        with self.assertLogs("ami_listener", logging.INFO) as logs:
            asyncio.run(asyncio.wait_for(scenario(), 30))
        text = "\n".join(logs.output)
        self.assertNotIn(TOKEN, text)
        self.assertNotIn(SECRET, text)
        return text

    def _settings(self, exchange_port, odoo_port, **values):
        return ami.Settings(
            **{
                "host": "127.0.0.1",
                "port": exchange_port,
                "user": "odoo",
                "secret": SECRET,
                "url": f"http://127.0.0.1:{odoo_port}/telephony/mikopbx/{TOKEN}",
                "backoff": (0.01,),
                **values,
            }
        )

    async def _serve_until(self, settings, check):
        stop = asyncio.Event()
        task = asyncio.create_task(ami.serve(settings, stop))
        while not check() and not task.done():
            await asyncio.sleep(0.01)
        stop.set()
        await task

    def _names(self, odoo):
        """What came, in order. When the program is stopped before the answer of Odoo
        has come it sends the last events again, and Odoo folds them."""
        names = [(event["call_id"][-3:], event["seq"]) for event in odoo.events]
        return list(dict.fromkeys(names))

    def test_events_arrive_in_order(self):
        odoo, exchange = FakeOdoo(), FakeExchange(self.answered + self.missed)

        async def scenario():
            settings = self._settings(await exchange.start(), await odoo.start())
            await self._serve_until(settings, lambda: len(odoo.events) >= 9)
            await exchange.stop()
            await odoo.stop()

        self._run(scenario)
        numbers = [("369", n) for n in range(1, 6)] + [("512", n) for n in range(1, 5)]
        self.assertEqual(self._names(odoo), numbers)
        self.assertIn(f"Secret: {SECRET}\r\n", exchange.received[0])
        self.assertIn("Action: Logoff", exchange.received[-1])

    def test_both_banners_and_a_stranger(self):
        for banner in (b"Asterisk Call Manager/9.0.0\r\n", BANNER):
            odoo, exchange = FakeOdoo(), FakeExchange(self.missed, banner=banner)

            async def scenario(odoo=odoo, exchange=exchange):
                settings = self._settings(await exchange.start(), await odoo.start())
                await self._serve_until(settings, lambda: len(odoo.events) >= 4)
                await exchange.stop()
                await odoo.stop()

            self._run(scenario)

        other = FakeExchange(banner=b"220 mail.example ESMTP\r\n")

        async def strange():
            listener = ami.Listener(self._settings(await other.start(), 1), None)
            with self.assertRaises(ami.AmiError):
                await listener.listen()
            await other.stop()
            ami._logger.info("done")

        self._run(strange)

    def test_a_refused_login_is_tried_again(self):
        odoo, exchange = FakeOdoo(), FakeExchange(self.missed, refusals=2)

        async def scenario():
            settings = self._settings(await exchange.start(), await odoo.start())
            await self._serve_until(settings, lambda: len(odoo.events) >= 4)
            await exchange.stop()
            await odoo.stop()

        self.assertIn("the login is refused", self._run(scenario))

    def test_a_broken_connection_is_made_again(self):
        """The second half of the call comes over the second connection."""
        middle = self.answered.index(b"Event: HangupRequest")
        halves = self.answered[:middle], self.answered[middle:]
        odoo, exchange = FakeOdoo(), FakeExchange(*halves)

        async def scenario():
            settings = self._settings(await exchange.start(), await odoo.start())
            await self._serve_until(settings, lambda: len(odoo.events) == 5)
            await exchange.stop()
            await odoo.stop()

        self._run(scenario)
        self.assertEqual(self._names(odoo), [("369", n) for n in range(1, 6)])

    def test_odoo_is_down_and_comes_back(self):
        odoo, exchange = FakeOdoo(), FakeExchange(self.answered)
        odoo.statuses = [500, 502, 503, 404, 302, 429]

        async def scenario():
            port = await odoo.start()
            await odoo.stop()
            settings = self._settings(await exchange.start(), port)
            stop = asyncio.Event()
            old, ami.BACKOFF = ami.BACKOFF, (0.02,)
            task = asyncio.create_task(ami.serve(settings, stop))
            await asyncio.sleep(0.3)
            await odoo.start(port)
            while len(odoo.events) < 5:
                await asyncio.sleep(0.01)
            stop.set()
            await task
            ami.BACKOFF = old
            await exchange.stop()
            await odoo.stop()

        self._run(scenario)
        self.assertEqual(self._names(odoo), [("369", n) for n in range(1, 6)])
        self.assertFalse(odoo.statuses)

    def test_an_event_that_odoo_refuses_does_not_stop_the_others(self):
        odoo = FakeOdoo()
        poison = 400, 200
        answer = lambda body: poison[not any(e["n"] == 3 for e in body["events"])]  # noqa: E731
        odoo.statuses = [answer] * 20

        async def scenario():
            queue = ami.Queue()
            queue.put([{"n": number} for number in range(6)])
            port = await odoo.start()
            sender = ami.Sender(queue, f"http://127.0.0.1:{port}/{TOKEN}", "s")
            while await sender.send_some():
                pass
            await odoo.stop()
            self.assertEqual((len(queue), sender.refused), (0, 1))

        self._run(scenario)
        self.assertEqual([event["n"] for event in odoo.events], [0, 1, 2, 4, 5])
        self.assertEqual(odoo.requests[0][1]["x-token"], "s")

    def test_the_queue_survives_the_program(self):
        exchange = FakeExchange(self.answered)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "queue.db")

            async def scenario():
                settings = self._settings(await exchange.start(), 1, queue=path)
                seen = ami.Queue(path)
                await self._serve_until(settings, lambda: len(seen) == 5)
                seen.close()
                await exchange.stop()

            self.assertIn("stay in the queue", self._run(scenario))
            queue = ami.Queue(path)
            self.assertEqual([e["seq"] for _key, e in queue.first(9)], [1, 2, 3, 4, 5])
            queue.close()

    def test_the_queue_is_bounded(self):
        queue = ami.Queue(limit=3)
        with self.assertLogs("ami_listener", logging.ERROR):
            queue.put([{"n": number} for number in range(5)])
        self.assertEqual([event["n"] for _key, event in queue.first(9)], [2, 3, 4])
        self.assertEqual(queue.dropped, 2)
        queue.close()

    def test_the_program_stops_when_it_is_told_to(self):
        """The file alone, run as a service; its output shows no secret."""
        odoo, exchange = FakeOdoo(), FakeExchange(self.answered)
        output = []

        async def scenario():
            environment = {
                "AMI_HOST": "127.0.0.1",
                "AMI_PORT": str(await exchange.start()),
                "AMI_USER": "odoo",
                "AMI_SECRET": SECRET,
                "ODOO_URL": f"http://127.0.0.1:{await odoo.start()}/{TOKEN}",
            }
            program = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                ami.__file__,
                env=environment,
                stderr=asyncio.subprocess.PIPE,
            )
            while len(odoo.events) < 5:
                await asyncio.sleep(0.02)
            program.terminate()
            _out, errors = await asyncio.wait_for(program.communicate(), 10)
            output.append((program.returncode, errors.decode()))
            ami._logger.info("stopped")
            await exchange.stop()
            await odoo.stop()

        self._run(scenario)
        ((code, text),) = output
        self.assertEqual(code, 0, text)
        self.assertIn("Logged in", text)
        self.assertNotIn(TOKEN, text)
        self.assertNotIn(SECRET, text)

    def test_keep_alive(self):
        odoo, exchange = FakeOdoo(), FakeExchange()

        async def scenario():
            ports = await exchange.start(), await odoo.start()
            settings = self._settings(*ports, keepalive=0.02)
            pings = lambda: [r for r in exchange.received if "Action: Ping" in r]  # noqa: E731
            await self._serve_until(settings, lambda: len(pings()) > 2)
            await exchange.stop()
            await odoo.stop()

        self._run(scenario)


@tagged("post_install", "-at_install")
class TestAmiCalls(SalesProcessCommon):
    """What the listener posts becomes the right call in Odoo."""

    def test_both_transcripts_posted_one_event_at_a_time_and_twice(self):
        exchange = self.env["sales.webhook"].create(
            {"name": "Office", "kind": "mikopbx", "tz": "Europe/Moscow"}
        )
        for name, state, talk in (
            ("answered", "answered", 164),
            ("missed", "missed", 0),
        ):
            events = read_events(read_transcript(f"incoming_{name}"))
            for event in [*events, *events]:
                body = json.loads(json.dumps({"events": [event]}))
                exchange._receive(Hook(method="POST", json=body))
            call = self.Call.search([("webhook_id", "=", exchange.id)], limit=1)
            with self.subTest(name):
                self.assertEqual((call.state, call.duration), (state, talk))
                self.assertTrue(call.is_over)
        self.assertEqual(self.Call.search_count([("webhook_id", "=", exchange.id)]), 2)
        self.assertFalse(exchange.failed_count)


@tagged("post_install", "-at_install")
class TestAmiSettings(BaseCase):
    FULL = {
        "AMI_HOST": "pbx",
        "AMI_USER": "odoo",
        "AMI_SECRET": SECRET,
        "ODOO_URL": f"https://odoo.example/{TOKEN}",
    }

    def test_file_and_environment(self):
        text = "[ami]\nhost=file\nuser=odoo\nsecret=a%b;c\nport=5039\n[odoo]\nurl=https://o/t\n"
        with tempfile.NamedTemporaryFile("w", suffix=".ini", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            settings = ami.read_settings(file.name, {"AMI_HOST": "environment"})
        self.assertEqual((settings.host, settings.port), ("environment", 5039))
        self.assertEqual(settings.secret, "a%b;c")

    def test_secrets_are_not_shown(self):
        shown = repr(ami.read_settings(None, self.FULL))
        self.assertNotIn(SECRET, shown)
        self.assertNotIn(TOKEN, shown)

    def test_what_is_wrong_is_told_without_secrets(self):
        for change, words in (
            ({"AMI_SECRET": ""}, "AMI_SECRET"),
            ({"AMI_PORT": "x"}, "AMI_PORT"),
            ({"ODOO_URL": f"ftp://x/{TOKEN}"}, "ODOO_URL"),
        ):
            with self.assertRaisesRegex(ValueError, words) as caught:
                ami.read_settings(None, {**self.FULL, **change})
            self.assertNotIn(TOKEN, str(caught.exception))
