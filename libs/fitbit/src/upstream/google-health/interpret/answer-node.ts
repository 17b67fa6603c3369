export { AnswerNode } from '../../http/answer-node';
