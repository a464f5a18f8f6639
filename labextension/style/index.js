import './annotator.css';
