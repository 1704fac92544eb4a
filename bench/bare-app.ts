import express from 'express';

/**
 * The yardstick: an Express app that parses the same JSON and answers a constant of the given size, and does nothing
 * else. Settings: PORT, HOST; first argument: size of the answer in bytes.
 */
const answerBytes = Number(process.argv[2] ?? 1000);
const emptyAnswer = { cards: [{ uuid: '', summary: 'A constant answer', indicator: 'info', detail: '' }] };
const detail = 'x'.repeat(Math.max(0, answerBytes - JSON.stringify(emptyAnswer).length));
const answer = { cards: [{ ...emptyAnswer.cards[0], detail }] };

const app = express();
app.use(express.json({ limit: '10mb' }));
app.post('/cds-services/:id', (_request, response) => {
  response.json(answer);
});
app.listen(Number(process.env.PORT), process.env.HOST ?? '127.0.0.1');
