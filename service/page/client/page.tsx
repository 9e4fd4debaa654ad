import { render } from 'preact';
import { App } from './app.tsx';
import { followService } from './connection.ts';

render(<App />, document.body);
followService();
